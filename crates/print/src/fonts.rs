//! Fonts: where they are, which of them writes a character, how wide it is.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::slice;
use std::sync::Arc;

use crate::PrintError;
use crate::canvas::{Length, Style};
use crate::sfnt::{Face, simplified_chinese};
use crate::wrap;

/// Where systems keep fonts with Chinese characters, best first: Noto Sans CJK (Debian's
/// `fonts-noto-cjk`, then Fedora, Arch, Alpine), WenQuanYi, Droid.
const WELL_KNOWN: [&str; 9] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
];
/// What a font must have to count as Chinese: the first characters of what is printed.
const CHINESE: [char; 3] = ['\u{53d1}', '\u{7968}', '\u{5143}'];
/// What stands for a character that no font has, before its number.
const GETA: char = '\u{3013}';

/// A font file and which face of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontFile {
    path: PathBuf,
    /// The face of a collection; the one for simplified Chinese when it is not named.
    face: Option<u32>,
}

impl FontFile {
    /// Reads `path` or `path#face`, faces of a collection counted from 0.
    pub fn parse(text: &str) -> Self {
        let numbered =
            text.rsplit_once('#').and_then(|(path, face)| Some((path, face.parse().ok()?)));
        match numbered {
            Some((path, face)) => Self { path: PathBuf::from(path), face: Some(face) },
            None => Self { path: PathBuf::from(text), face: None },
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Fonts in order of preference: each character is written by the first that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontList(Vec<FontFile>);

impl Default for FontList {
    /// The well-known places; those that do not exist are passed over.
    fn default() -> Self {
        Self(WELL_KNOWN.iter().map(|path| FontFile::parse(path)).collect())
    }
}

impl fmt::Display for FontList {
    /// As the setting is written: files with colons between them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, file) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(":")?;
            }
            write!(f, "{}", file.path.display())?;
            if let Some(face) = file.face {
                write!(f, "#{face}")?;
            }
        }
        Ok(())
    }
}

impl FontList {
    /// These and no others.
    pub fn new(files: Vec<FontFile>) -> Self {
        Self(files)
    }

    /// Whether Chinese can be written with them. Reads the files and lets go of them.
    ///
    /// # Errors
    /// [`PrintError::NoChineseFont`].
    pub fn check(&self) -> Result<(), PrintError> {
        Fonts::open(self).map(drop)
    }
}

/// A font that was read.
pub(crate) struct Open {
    /// The file.
    pub(crate) data: Arc<Vec<u8>>,
    /// The face that is used.
    pub(crate) face: Face,
}

/// Which font writes a character.
#[derive(Debug, Clone, Copy)]
struct Found {
    font: usize,
    glyph: u16,
    width: u16,
    units_per_em: u16,
}

/// A glyph of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glyph {
    /// Its number in the font.
    pub(crate) id: u16,
    /// How wide it is, in units of the font.
    pub(crate) width: u16,
    /// The bytes of the run's text it stands for.
    pub(crate) range: Range<usize>,
}

/// A part of a line in one font.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// Which font, as opened.
    pub(crate) font: usize,
    /// Units of the font's square.
    pub(crate) units_per_em: u16,
    /// What it says.
    pub(crate) text: String,
    /// How it is drawn.
    pub(crate) glyphs: Vec<Glyph>,
    /// How wide it is.
    pub(crate) width: Length,
}

/// A line of text, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its parts from left to right.
    pub(crate) runs: Vec<Run>,
    /// How wide it is.
    pub(crate) width: Length,
}

/// The fonts of one document. Files are read when a character asks for them.
pub(crate) struct Fonts<'l> {
    waiting: slice::Iter<'l, FontFile>,
    opened: Vec<Open>,
    known: BTreeMap<char, Option<Found>>,
}

impl<'l> Fonts<'l> {
    /// Opens what it takes to write Chinese.
    ///
    /// # Errors
    /// [`PrintError::NoChineseFont`].
    pub(crate) fn open(list: &'l FontList) -> Result<Self, PrintError> {
        let mut fonts = Self { waiting: list.0.iter(), opened: Vec::new(), known: BTreeMap::new() };
        if CHINESE.iter().all(|c| fonts.find(*c).is_some()) {
            return Ok(fonts);
        }
        let tried: Vec<String> =
            list.0.iter().map(|file| file.path.display().to_string()).collect();
        Err(PrintError::NoChineseFont(tried.join(", ")))
    }

    /// The fonts that were read.
    pub(crate) fn opened(&self) -> &[Open] {
        &self.opened
    }

    /// The font of a character; the rest of the list is read until one has it.
    fn find(&mut self, c: char) -> Option<Found> {
        if let Some(known) = self.known.get(&c) {
            return *known;
        }
        let mut found = (0..self.opened.len()).find_map(|font| self.in_font(font, c));
        while found.is_none() {
            let Some(file) = self.waiting.next() else { break };
            if let Some(open) = read(file) {
                self.opened.push(open);
                found = self.in_font(self.opened.len() - 1, c);
            }
        }
        self.known.insert(c, found);
        found
    }

    fn in_font(&self, font: usize, c: char) -> Option<Found> {
        let Open { data, face } = self.opened.get(font)?;
        let glyph = face.glyph(data, c)?;
        let width = face.width(data, glyph)?;
        Some(Found { font, glyph, width, units_per_em: face.units_per_em })
    }

    /// The text with nothing in it that no font can write: a mark and the number stand for such a
    /// character, so that nobody misses it. Blanks of any kind become one blank.
    fn spelt(&mut self, text: &str) -> String {
        let mut spelt = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_whitespace() || c.is_control() {
                if !spelt.ends_with(' ') {
                    spelt.push(' ');
                }
            } else if self.find(c).is_some() {
                spelt.push(c);
            } else {
                let mark = if self.find(GETA).is_some() { GETA } else { '?' };
                let _ = write!(spelt, "{mark}[U+{:04X}]", u32::from(c));
            }
        }
        for c in [' ', '?', '[', ']', '+', 'U'].into_iter().chain('0'..='9').chain('A'..='F') {
            let _ = self.find(c);
        }
        spelt
    }

    /// How wide a character is, rounded up. Nothing for one that was never looked for.
    fn width(&self, c: char, size: Length) -> i64 {
        let Some(Some(found)) = self.known.get(&c) else { return 0 };
        let scaled = i64::from(found.width) * i64::from(size);
        let units = i64::from(found.units_per_em);
        (scaled + units - 1) / units
    }

    /// The lines of a text that are at most `room` wide.
    pub(crate) fn lines(&mut self, text: &str, style: Style, room: Length) -> Vec<Line> {
        let spelt = self.spelt(text);
        let width = |c| self.width(c, style.size);
        let lines = wrap::lines(&spelt, i64::from(room), width);
        lines.iter().map(|line| self.set(line, style.size)).collect()
    }

    /// A text on one line, however wide.
    pub(crate) fn line(&mut self, text: &str, style: Style) -> Line {
        let spelt = self.spelt(text);
        self.set(spelt.trim(), style.size)
    }

    fn set(&self, text: &str, size: Length) -> Line {
        let mut runs: Vec<Run> = Vec::new();
        for c in text.chars() {
            let Some(Some(found)) = self.known.get(&c) else { continue };
            if runs.last().is_none_or(|run| run.font != found.font) {
                runs.push(Run {
                    font: found.font,
                    units_per_em: found.units_per_em,
                    text: String::new(),
                    glyphs: Vec::new(),
                    width: 0,
                });
            }
            let Some(run) = runs.last_mut() else { continue };
            let from = run.text.len();
            run.text.push(c);
            let range = from..run.text.len();
            run.glyphs.push(Glyph { id: found.glyph, width: found.width, range });
        }
        for run in &mut runs {
            let units: i64 = run.glyphs.iter().map(|glyph| i64::from(glyph.width)).sum();
            let scaled = units * i64::from(size) / i64::from(run.units_per_em);
            run.width = Length::try_from(scaled).unwrap_or(Length::MAX);
        }
        let width = runs.iter().map(|run| run.width).fold(0, Length::saturating_add);
        Line { runs, width }
    }
}

/// Reads a file; `None` when it is missing or no font.
fn read(file: &FontFile) -> Option<Open> {
    let data = std::fs::read(&file.path).ok()?;
    let index = file.face.unwrap_or_else(|| simplified_chinese(&data));
    let face = Face::read(&data, index)?;
    Some(Open { data: Arc::new(data), face })
}
