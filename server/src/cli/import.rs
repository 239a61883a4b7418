//! `hezong import`: partners, customers, staff, certificates and policies from files.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use hezong_services::imports::outcome::{Failed, Outcome, Stage, Verdict, Wrong};
use hezong_services::imports::{self, Asked, File, Kind, file::BYTES_MAX, report};
use hezong_services::setup::{self, Contents, Purpose};
use hezong_services::{Context, Services};
use hezong_texts::{Lang, imports as texts};

use crate::{Config, Failure, wiring};

/// Who may read a report: links in it let people in.
const OWNER_ONLY: u32 = 0o600;
/// Lines about rows that are printed; the report has all of them.
const LINES_MAX: usize = 50;

/// What to import, and how.
#[derive(Args)]
pub(super) struct ImportArguments {
    /// What the file holds, or `template` to print the headings of a file.
    #[arg(value_enum)]
    what: What,
    /// The file: CSV, .xlsx, for policies JSON too; after `template`, what the template is for.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The sheet of a workbook; its first one otherwise.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Write what the preview showed; asked again, go on where an interrupted run stood.
    #[arg(long)]
    apply: bool,
    /// Import the good rows although others are refused.
    #[arg(long)]
    skip_bad_rows: bool,
    /// Publish versions of the policy; they become drafts otherwise.
    #[arg(long)]
    publish: bool,
    /// The language of messages; headings are understood in any.
    #[arg(long, value_enum, default_value_t)]
    lang: Language,
    /// Import in the name of this person of the vendor's, with the person's permissions.
    #[arg(long = "as", value_name = "SIGN-IN")]
    sign_in: Option<String>,
    /// Write every row with its outcome, problems and invitation link into this CSV file, which must not
    /// be there yet.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// What a file holds.
#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Partners and their first administrators.
    Partners,
    /// Customers and whose they are.
    Customers,
    /// The people of partners.
    Staff,
    /// Certificates of those people.
    Certificates,
    /// Versions of the policy.
    Policies,
    /// Print a template.
    Template,
}

impl What {
    const fn kind(self) -> Option<Kind> {
        match self {
            Self::Partners => Some(Kind::Partners),
            Self::Customers => Some(Kind::Customers),
            Self::Staff => Some(Kind::Staff),
            Self::Certificates => Some(Kind::Certificates),
            Self::Policies => Some(Kind::Policies),
            Self::Template => None,
        }
    }
}

/// A language of messages.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Language {
    /// Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::ZhCn,
            Language::En => Self::En,
        }
    }
}

/// Imports, previews or prints a template.
pub(super) async fn run(config: &Config, arguments: &ImportArguments) -> Result<(), Failure> {
    let lang = Lang::from(arguments.lang);
    let Some(kind) = arguments.what.kind() else {
        return template(lang, &arguments.file);
    };
    if let Some(report) = &arguments.report
        && report.symlink_metadata().is_ok()
    {
        // Before anything is written.
        return Err(there_already(report));
    }
    let bytes = read(&arguments.file)?;
    let (services, storage) = open(config).await?;
    let work = Work { config, arguments, lang, kind, bytes: &bytes };
    let outcome = work.go(&services).await;
    storage.close().await;
    outcome
}

/// Prints the headings of a kind.
fn template(lang: Lang, what: &Path) -> Result<(), Failure> {
    let names = || Kind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    let found = Kind::ALL.iter().find(|kind| what.as_os_str() == kind.as_str());
    let kind = found.ok_or_else(|| {
        Failure::Config(format!(
            "there is no template `{}`: choose one of {}",
            what.display(),
            names()
        ))
    })?;
    let bytes = report::template(lang, *kind)?;
    let written = std::io::stdout().lock().write_all(&bytes);
    written.map_err(|error| Failure::Start(format!("the template can not be printed: {error}")))
}

/// An earlier report may hold the only copy of links.
fn there_already(report: &Path) -> Failure {
    Failure::Config(format!(
        "{} is there already: give --report another name or move that file away; it may hold links that are \
         given once",
        report.display()
    ))
}

/// The file, up to one byte more than is taken.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| {
        Failure::Config(format!("{} can not be read: {error}", path.display()))
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// The use cases by the clock of the database they work on: a sandbox's is its own.
async fn open(
    config: &Config,
) -> Result<(Services, std::sync::Arc<dyn hezong_storage::Storage>), Failure> {
    let (services, storage) = wiring::wire(config, Purpose::Real).await?;
    if !matches!(setup::contents(&services).await?, Contents::Demo | Contents::Sandbox) {
        return Ok((services, storage));
    }
    storage.close().await;
    wiring::wire(config, Purpose::Sandbox).await
}

struct Work<'a> {
    config: &'a Config,
    arguments: &'a ImportArguments,
    lang: Lang,
    kind: Kind,
    bytes: &'a [u8],
}

impl Work<'_> {
    async fn go(&self, services: &Services) -> Result<(), Failure> {
        let (lang, arguments) = (self.lang, self.arguments);
        let cx = imports::caller(services, lang, arguments.sign_in.as_deref()).await;
        let cx: Context = cx.map_err(failure)?;
        let name = arguments.file.display().to_string();
        let file = File { name: &name, bytes: self.bytes, sheet: arguments.sheet.as_deref() };
        let asked = Asked {
            lang,
            skip_bad_rows: arguments.skip_bad_rows,
            publish: arguments.publish,
            batches_max: None,
        };
        let outcome = if arguments.apply {
            imports::apply(&cx, self.kind, &file, &asked).await
        } else {
            imports::preview(&cx, self.kind, &file, &asked).await
        };
        let outcome = outcome.map_err(failure)?;
        // The report first: a terminal that is gone must not cost the links.
        self.report(&outcome)?;
        self.print(&outcome);
        self.hand_over(&outcome);
        // Only now may the links be forgotten: they have been handed over.
        imports::finish(&cx, self.kind, &outcome).await.map_err(failure)?;
        match outcome.count("refused") {
            0 => Ok(()),
            _ if outcome.stage == Stage::Refused => {
                Err(Failure::Service(texts::NOTHING_WRITTEN.get(lang).to_owned()))
            }
            count => Err(Failure::Service(texts::some_refused(lang, count))),
        }
    }

    fn print(&self, outcome: &Outcome) {
        let lang = self.lang;
        if outcome.resumed > 0 {
            println!("{}", texts::resumed(lang, outcome.resumed));
        }
        let lines: Vec<String> = outcome.rows.iter().flat_map(|row| lines(lang, row)).collect();
        for line in lines.iter().take(LINES_MAX) {
            println!("{line}");
        }
        if lines.len() > LINES_MAX {
            println!("{}", texts::more_lines(lang, lines.len() - LINES_MAX));
        }
        let count = |verdict| outcome.count(verdict);
        let total = outcome.rows.len();
        let (new, changed) = (count("new"), count("changed"));
        let (unchanged, refused) = (count("unchanged"), count("refused"));
        println!("{}", texts::totals(lang, total, new, changed, unchanged, refused));
        let text = match outcome.stage {
            Stage::Preview => texts::PREVIEW_DONE,
            Stage::Through if new + changed == 0 => texts::NOTHING_TO_DO,
            Stage::Through => texts::ALL_WRITTEN,
            Stage::Refused | Stage::Stopped => return,
        };
        println!("{}", text.get(lang));
    }

    /// Writes the report, when one is asked for.
    fn report(&self, outcome: &Outcome) -> Result<(), Failure> {
        let Some(path) = &self.arguments.report else { return Ok(()) };
        let bytes = report::csv(self.lang, outcome, &self.config.address())?;
        let failed = |error: std::io::Error| match error.kind() {
            ErrorKind::AlreadyExists => there_already(path),
            _ => Failure::Start(format!("{} can not be written: {error}", path.display())),
        };
        let file = OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(path);
        let mut file = file.map_err(failed)?;
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(failed)
    }

    /// Says where the links are, or prints them where there is no report.
    fn hand_over(&self, outcome: &Outcome) {
        if let Some(path) = &self.arguments.report {
            println!("{}", texts::report_at(self.lang, path.display()));
            return;
        }
        let base = self.config.address();
        let mut links = outcome.rows.iter().filter(|row| !row.link.is_empty()).peekable();
        if links.peek().is_some() {
            println!("{}", texts::LINKS_ONCE.get(self.lang));
        }
        for row in links {
            println!("{}  {base}{}", row.subject, row.link);
        }
    }
}

/// A row in lines; nothing of what is there already.
fn lines(lang: Lang, row: &imports::RowOutcome) -> Vec<String> {
    let outcome = report::verdict(lang, &row.verdict);
    let head = || texts::row_line(lang, row.number, outcome, &row.subject);
    match &row.verdict {
        Verdict::Unchanged => Vec::new(),
        Verdict::New => vec![head()],
        Verdict::Changed(changes) => {
            let told = changes.iter().map(|c| texts::change_line(lang, &c.column, &c.old, &c.new));
            std::iter::once(head()).chain(told.map(|line| format!("    {line}"))).collect()
        }
        Verdict::Refused(reasons) => reasons.iter().map(|reason| told(lang, reason)).collect(),
    }
}

fn told(lang: Lang, wrong: &Wrong) -> String {
    if wrong.column.is_empty() {
        texts::wrong_row_line(lang, wrong.row, &wrong.what, &wrong.cure)
    } else {
        let Wrong { row, column, value, what, cure } = wrong;
        texts::wrong_line(lang, row, column, value, what, cure)
    }
}

/// A wrong file is a matter of the arguments; everything else is not.
fn failure(failed: Failed) -> Failure {
    match failed {
        Failed::File(reasons) => Failure::Config(reasons.join("\n       ")),
        Failed::Service(error) => error.into(),
    }
}
