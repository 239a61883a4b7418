//! Files people hand in: which types there are, what may be wrong with one, what its name may look like.
//!
//! What a file is says its content, never its name or the browser; `services::files` looks into it. The
//! types are the documented ones (incentives-invoices: JPG JPEG PNG GIF PDF ZIP RAR), with OFD and XML for
//! electronic invoices (ours: the forms the tax administration issues them in).

mod name;

pub use name::{NAME_MAX, clean_name, extension};

use serde::{Deserialize, Serialize};

use crate::accounts::text_enum;

/// Largest file, in megabytes (ours).
pub const SIZE_MAX_MB: usize = 10;
/// Largest file, in bytes.
pub const SIZE_MAX: usize = SIZE_MAX_MB * 1024 * 1024;
/// Most files of a case at a time (ours).
pub const FILES_MAX: usize = 20;
/// Most files a case has ever had: replaced ones are kept as evidence (ours).
pub const FILES_EVER_MAX: usize = 60;
/// Most entries of an archive (ours).
pub const ENTRIES_MAX: usize = 1_000;
/// Most an archive may unpack to, in megabytes (ours).
pub const UNPACKED_MAX_MB: usize = 100;
/// How many times as large as itself an archive may become (ours).
pub const RATIO_MAX: usize = 100;

text_enum! {
    /// What a file is, by its content.
    FileType {
        /// A photograph.
        Jpeg = "jpeg",
        /// A picture.
        Png = "png",
        /// A picture.
        Gif = "gif",
        /// A document.
        Pdf = "pdf",
        /// An archive.
        Zip = "zip",
        /// An archive of which only the heads are looked at.
        Rar = "rar",
        /// 版式文件: a document in the national layout format, how electronic invoices are issued.
        Ofd = "ofd",
        /// The data of an electronic invoice.
        Xml = "xml",
    }
}

text_enum! {
    /// What a file of a case is for.
    Purpose {
        /// 在职证明 of a person.
        EmploymentProof = "employment_proof",
        /// 证书证明: of one certificate.
        CertificateProof = "certificate_proof",
        /// 激励申请的证明材料: what a month's claim is proven with.
        ClaimProof = "claim_proof",
        /// 营业执照.
        BusinessLicence = "business_licence",
        /// 开户证明: opening permit, bank confirmation letter.
        BankAccount = "bank_account",
        /// An electronic invoice, handed in instead of paper.
        EInvoice = "e_invoice",
        /// What an expert is assessed by, from the partner: curriculum vitae, slides, results.
        AssessmentMaterial = "assessment_material",
        /// What the assessors wrote down.
        AssessmentRecord = "assessment_record",
    }
}

text_enum! {
    /// Why a file is not taken. The texts are the keys of `locales/*/problems.json`.
    FileProblem {
        /// No file was chosen.
        Missing = "file_missing",
        /// It has no content.
        Empty = "file_empty",
        /// It is larger than [`SIZE_MAX`].
        TooLarge = "file_too_large",
        /// Its name has no extension.
        NoExtension = "file_no_extension",
        /// Nobody can say by its content what it is, or it is nothing that is taken anywhere.
        ContentUnknown = "file_content_unknown",
        /// A known type that is not taken for this purpose.
        TypeNotTaken = "file_type_not_taken",
        /// The name says something else than the content.
        ExtensionMismatch = "file_extension_mismatch",
        /// It breaks off.
        Damaged = "file_damaged",
        /// A PDF that runs scripts or starts programs.
        PdfActive = "file_pdf_active",
        /// A PDF with objects that are packed so that nobody can look for scripts in them.
        PdfHidden = "file_pdf_hidden",
        /// An XML file that declares entities, or is a page in disguise.
        XmlActive = "file_xml_active",
        /// An archive that cannot be read, or is packed in an unusual way.
        ArchiveBroken = "file_archive_broken",
        /// An archive with nothing in it.
        ArchiveEmpty = "file_archive_empty",
        /// More than [`ENTRIES_MAX`] entries.
        ArchiveEntries = "file_archive_entries",
        /// Unpacks to more than [`UNPACKED_MAX_MB`].
        ArchiveTooLarge = "file_archive_too_large",
        /// Unpacks to more than [`RATIO_MAX`] times its size, or says less than it unpacks to.
        ArchiveBomb = "file_archive_bomb",
        /// An archive in an archive.
        ArchiveNested = "file_archive_nested",
        /// Entries that want to be written elsewhere.
        ArchivePath = "file_archive_path",
        /// A password is needed.
        ArchiveEncrypted = "file_archive_encrypted",
        /// The case has [`FILES_MAX`] files.
        TooMany = "file_too_many",
        /// The case has had [`FILES_EVER_MAX`] files.
        TooManyEver = "file_too_many_ever",
        /// The same file is there already.
        Twice = "file_twice",
        /// The case takes no such file in its state.
        NotNow = "file_not_now",
        /// Somebody else has to hand it in.
        NotYours = "file_not_yours",
        /// The case takes no such file at all.
        NotWanted = "file_not_wanted",
        /// The file was removed or replaced meanwhile.
        Gone = "file_gone",
    }
}

impl FileType {
    /// The documented types: taken for every purpose.
    pub const COMMON: &'static [Self] =
        &[Self::Jpeg, Self::Png, Self::Gif, Self::Pdf, Self::Zip, Self::Rar];

    /// What names of such files end in, the usual one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::Pdf => &["pdf"],
            Self::Zip => &["zip"],
            Self::Rar => &["rar"],
            Self::Ofd => &["ofd"],
            Self::Xml => &["xml"],
        }
    }

    /// The media type it is stored and sent with.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Pdf => "application/pdf",
            Self::Zip => "application/zip",
            Self::Rar => "application/vnd.rar",
            Self::Ofd => "application/ofd",
            Self::Xml => "application/xml",
        }
    }

    /// The type of a stored media type.
    pub fn of_media_type(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.media_type() == text)
    }

    /// Whether browsers show it by themselves without running anything in it.
    pub const fn opens_inline(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Gif | Self::Pdf)
    }

    /// The name people know the type by.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Jpeg => "JPG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::Pdf => "PDF",
            Self::Zip => "ZIP",
            Self::Rar => "RAR",
            Self::Ofd => "OFD",
            Self::Xml => "XML",
        }
    }
}

impl FileProblem {
    /// The figures of its text.
    pub fn args(self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLarge => vec![("max", SIZE_MAX_MB.to_string())],
            Self::TooMany => vec![("max", FILES_MAX.to_string())],
            Self::TooManyEver => vec![("max", FILES_EVER_MAX.to_string())],
            Self::ArchiveEntries => vec![("max", ENTRIES_MAX.to_string())],
            Self::ArchiveTooLarge => vec![("max", UNPACKED_MAX_MB.to_string())],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extension_and_media_type_belongs_to_one_type() {
        let mut seen = std::collections::BTreeSet::new();
        for kind in FileType::ALL {
            assert_eq!(FileType::of_media_type(kind.media_type()), Some(*kind));
            assert!(kind.extensions().iter().all(|ending| seen.insert(*ending)), "{kind:?}");
        }
        assert_eq!(FileType::of_media_type("text/html"), None);
        assert!(!FileType::Xml.opens_inline() && !FileType::Zip.opens_inline());
    }
}
