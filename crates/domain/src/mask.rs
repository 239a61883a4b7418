//! Masked names: lists show them until the eye of the column is pressed (ui.md §2.3).

/// Masks a display name: keeps the first and, from four characters on, the last two: `abcd` → `a*cd`.
pub fn name(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    match chars.len() {
        0 => String::new(),
        1 => "*".to_owned(),
        2 | 3 => format!("{}{}", chars[0], "*".repeat(chars.len() - 1)),
        n => {
            let tail: String = chars[n - 2..].iter().collect();
            format!("{}{}{}", chars[0], "*".repeat(n - 3), tail)
        }
    }
}

/// Masks an account name: keeps the first two characters: `tanghu` → `ta****`.
pub fn account(text: &str) -> String {
    let count = text.chars().count();
    let head: String = text.chars().take(2.min(count.saturating_sub(1))).collect();
    let stars = count.saturating_sub(head.chars().count());
    format!("{head}{}", "*".repeat(stars))
}

/// Masks a mobile number: keeps three digits in front and two at the end.
pub fn mobile(text: &str) -> String {
    let count = text.chars().count();
    if count < 7 {
        return "*".repeat(count);
    }
    let head: String = text.chars().take(3).collect();
    let tail: String = text.chars().skip(count - 2).collect();
    format!("{head}{}{tail}", "*".repeat(count - 5))
}

/// Masks an e-mail address: keeps the first character and the domain.
pub fn email(text: &str) -> String {
    match text.split_once('@') {
        Some((local, domain)) => {
            let head: String = local.chars().take(1).collect();
            format!("{head}***@{domain}")
        }
        None => "*".repeat(text.chars().count()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_keep_what_people_need_to_tell_rows_apart() {
        assert_eq!(name("abcde"), "a**de");
        assert_eq!(name("ab"), "a*");
        assert_eq!(account("tanghu"), "ta****");
        assert_eq!(account("ab"), "a*");
        assert_eq!(mobile("13800138000"), "138******00");
        assert_eq!(email("lin@example.com"), "l***@example.com");
    }
}
