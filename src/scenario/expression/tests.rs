//! The language of claims, read and refused.

use super::*;
use crate::world::Date;

#[test]
fn a_test_reads_with_the_usual_precedence() {
    let text = "not a@2024 + 2 * b[X]@base < 3 or c[X,Y-1]@2024Q3 >= -1 and crossing[z] > 2025";
    let Expression::Or(left, right) = parse(text).unwrap() else { panic!("not an or") };
    assert!(matches!(*left, Expression::Not(_)));
    assert!(matches!(*right, Expression::And(..)));
}

#[test]
fn references_are_listed_left_to_right_with_their_windows() {
    let text = "max(exports[A,B]@2022..2024) > counterfactual(gdp[A]@2023-07) * oil_price@base";
    let parsed = parse(text).unwrap();
    let found: Vec<String> =
        parsed.references().iter().map(|(m, w)| format!("{m} {w:?}")).collect();
    let month = Window::Date(Date::Month(2023, 7));
    assert_eq!(
        found,
        [
            "exports[A,B] Years(2022, 2024)".to_string(),
            format!("gdp[A] {month:?}"),
            "oil_price Base".to_string()
        ]
    );
    assert!(parsed.reads_counterfactual());
}

#[test]
fn faults_point_at_the_part_that_does_not_fit() {
    let fault = |text: &str| {
        let fault = parse(text).unwrap_err();
        (text[fault.at.clone()].to_string(), fault.kind)
    };
    assert_eq!(fault("gdp[A]@2024").1, FaultKind::Type("a comparison, true or false"));
    let number = FaultKind::Type("a number");
    assert_eq!(fault("1 + (1 < 2) > 3"), ("(1 < 2)".to_string(), number));
    assert_eq!(fault("a@2022..2024 > 1"), ("a@2022..2024".to_string(), FaultKind::Series));
    assert_eq!(fault("a@20x4 > 1"), ("20x4".to_string(), FaultKind::Date));
    assert!(matches!(fault("1 < 2 < 3").1, FaultKind::Syntax(_)));
    assert!(matches!(fault("a > 1").1, FaultKind::Syntax(_)));
    assert_eq!(fault(&"(".repeat(1000)).1, FaultKind::Size);
    assert_eq!(fault(&format!("1{} > 0", "+1".repeat(2000))).1, FaultKind::Size);
}

#[test]
fn a_metric_stands_alone_where_no_date_is_wanted() {
    let metric = parse_metric("trade_share[KAZ, CHN]").unwrap();
    assert_eq!(metric.to_string(), "trade_share[KAZ,CHN]");
    assert!(parse_metric("trade_share[KAZ]@2024").is_err());
}

#[test]
fn an_expression_is_written_so_that_it_reads_back_as_itself() {
    let texts = [
        "not (a@2024 + 2 * -b[X]@base < 3 or c[X,Y-1]@2024Q3 >= -1) and crossing[z] > 2025",
        "max(exports[A,B]@2022..2024, 1) - (gdp[A]@2023-07 - 2 - (1 - 3)) / (4 / 2) <= abs(-1.5)",
        "(a@2024 < 1 and not b@2024 > 1) or counterfactual(mean(c@2023..2025) - 1) > 0",
        "(a@2024 < 1 or b@2024 < 1) and (c@2024 < 1 or d@2024 < 1)",
    ];
    for text in texts {
        let parsed = parse(text).unwrap();
        assert_eq!(parse(&parsed.to_string()), Ok(parsed.clone()), "{text} became {parsed}");
    }
}
