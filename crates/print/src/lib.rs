//! Papers as PDF: fonts, pages, bar codes. No rules and no storage: facts come in, bytes go out.
