//! Which workflow a stored case is of: the one list that doors, lists and jobs dispatch by.

/// Calls a function for the workflow of a row: `of_workflow!(row, shown(tx, row) .await)`.
macro_rules! of_workflow {
    ($row:expr, $function:ident ( $($argument:expr),* $(,)? ) $($wait:tt)*) => {
        match $row.benefit.as_str() {
            "qualification" => {
                $function::<hezong_domain::incentives::Qualification>($($argument),*)$($wait)*
            }
            "claim" => $function::<hezong_domain::incentives::Claim>($($argument),*)$($wait)*,
            "payment" => $function::<hezong_domain::incentives::Payment>($($argument),*)$($wait)*,
            "payout" => $function::<hezong_domain::benefits::Payout>($($argument),*)$($wait)*,
            "certification" => {
                $function::<hezong_domain::certification::Certification>($($argument),*)$($wait)*
            }
            "assessment" => {
                $function::<hezong_domain::members::Assessment>($($argument),*)$($wait)*
            }
            "member_link" => $function::<hezong_domain::members::Link>($($argument),*)$($wait)*,
            _ => Err($crate::Error::NotFound("case")),
        }
    };
}

pub(crate) use of_workflow;
