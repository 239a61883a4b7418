//! Pages to bytes. The one place where lengths become the floats that the PDF library speaks.
#![expect(
    clippy::float_arithmetic,
    reason = "lengths on paper, never money; the library speaks floats"
)]

use krilla::color::luma;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Data, Document, SerializeSettings};

use crate::PrintError;
use crate::canvas::{Length, Mark, PAGE_HEIGHT, PAGE_WIDTH, POINT, Page, Part, Shade, Style};
use crate::fonts::{Line, Open, Run};
use crate::structure::Structure;

/// How much heavier bold letters are, in parts of their size: their outline is drawn too.
const BOLD_PARTS: Length = 32;

/// What a document says about itself.
pub(crate) struct About {
    /// Its title.
    pub(crate) title: String,
    /// The heading of its first page.
    pub(crate) heading: &'static str,
    /// The tag of its language.
    pub(crate) language: &'static str,
    /// What stays the same in every printing of it.
    pub(crate) id: String,
}

/// The pages as a PDF, with those characters of the fonts that are used, and with the order in which
/// programs read them aloud.
///
/// The document says that it is PDF/UA-1 when it is: a font that may not be embedded everywhere, for
/// example, lets it be an ordinary one.
///
/// # Errors
/// [`PrintError::Pdf`] when a font is broken.
pub(crate) fn bytes(about: &About, pages: &[Page], fonts: &[Open]) -> Result<Vec<u8>, PrintError> {
    let fonts = fonts.iter().map(font).collect::<Result<Vec<Font>, PrintError>>()?;
    let failed = |error: &dyn std::fmt::Display| PrintError::Pdf(error.to_string());
    let readable = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    let configuration = readable.finish().map_err(|error| failed(&format!("{error:?}")))?;
    let readable = SerializeSettings { configuration, ..SerializeSettings::default() };
    match drawn(about, pages, &fonts, readable)? {
        Err(KrillaError::Validation(_)) => {
            let ordinary = drawn(about, pages, &fonts, SerializeSettings::default())?;
            ordinary.map_err(|error| failed(&error))
        }
        done => done.map_err(|error| failed(&error)),
    }
}

fn drawn(
    about: &About,
    pages: &[Page],
    fonts: &[Font],
    settings: SerializeSettings,
) -> Result<Result<Vec<u8>, KrillaError>, PrintError> {
    let mut document = Document::new_with(settings);
    document.set_metadata(
        Metadata::new()
            .title(about.title.clone())
            .language(about.language.to_owned())
            .document_id(about.id.clone())
            .creator(env!("CARGO_PKG_NAME").to_owned()),
    );
    let mut structure = Structure::new(about.heading);
    for marks in pages {
        let size = PageSettings::from_wh(points(PAGE_WIDTH), points(PAGE_HEIGHT));
        let size = size.ok_or_else(|| PrintError::Pdf("no such paper".to_owned()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        areas(&mut surface, marks);
        surface.end_tagged();
        for mark in marks {
            if let Mark::Text { x, y, style, line, part } = mark {
                let tag = match part {
                    Part::Aside => {
                        ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther))
                    }
                    Part::Title | Part::Words | Part::Cell(_) => ContentTag::Span(SpanTag::empty()),
                };
                let place = surface.start_tagged(tag);
                text(&mut surface, fonts, (*x, *y), *style, line);
                surface.end_tagged();
                structure.add(*part, place);
            }
        }
        surface.finish();
        page.finish();
    }
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(about.heading.to_owned(), top));
    document.set_outline(outline);
    document.set_tag_tree(structure.finish());
    Ok(document.finish())
}

fn font(open: &Open) -> Result<Font, PrintError> {
    let data = Data::from(std::sync::Arc::clone(&open.data));
    Font::new(data, open.face.index).ok_or_else(|| PrintError::Pdf("a font is broken".to_owned()))
}

#[expect(clippy::cast_precision_loss, reason = "a page is less than a million thousandths high")]
fn points(length: Length) -> f32 {
    length as f32 / POINT as f32
}

/// All rectangles: the lightest first, so that lines lie on tints. Each shade is one path.
fn areas(surface: &mut Surface<'_>, marks: &[Mark]) {
    let mut shades: Vec<Shade> = marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Area { shade, .. } => Some(*shade),
            Mark::Text { .. } => None,
        })
        .collect();
    shades.sort_unstable();
    shades.dedup();
    for wanted in shades.into_iter().rev() {
        let mut path = PathBuilder::new();
        for mark in marks {
            if let Mark::Area { x, y, width, height, shade } = mark
                && *shade == wanted
                && let Some(rect) =
                    Rect::from_xywh(points(*x), points(*y), points(*width), points(*height))
            {
                path.push_rect(rect);
            }
        }
        if let Some(path) = path.finish() {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(wanted)));
            surface.draw_path(&path);
        }
    }
}

fn fill(shade: Shade) -> Fill {
    Fill { paint: luma::Color::new(shade.0).into(), ..Fill::default() }
}

fn text(
    surface: &mut Surface<'_>,
    fonts: &[Font],
    (x, y): (Length, Length),
    style: Style,
    line: &Line,
) {
    let stroke = style.is_bold.then(|| Stroke {
        paint: luma::Color::new(style.shade.0).into(),
        width: points(style.size / BOLD_PARTS),
        ..Stroke::default()
    });
    surface.set_fill(Some(fill(style.shade)));
    surface.set_stroke(stroke);
    let mut at = x;
    for run in &line.runs {
        if let Some(font) = fonts.get(run.font) {
            let start = Point::from_xy(points(at), points(y));
            let size = points(style.size);
            surface.draw_glyphs(start, &glyphs(run), font.clone(), &run.text, size, false);
        }
        at = at.saturating_add(run.width);
    }
}

fn glyphs(run: &Run) -> Vec<KrillaGlyph> {
    let units = f32::from(run.units_per_em);
    let glyph = |glyph: &crate::fonts::Glyph| KrillaGlyph {
        glyph_id: GlyphId::new(u32::from(glyph.id)),
        text_range: glyph.range.clone(),
        x_advance: f32::from(glyph.width) / units,
        x_offset: 0.0,
        y_offset: 0.0,
        y_advance: 0.0,
        location: None,
    };
    run.glyphs.iter().map(glyph).collect()
}
