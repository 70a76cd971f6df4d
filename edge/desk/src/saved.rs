//! What the views that somebody keeps must be like.

use protocol::filter::{SavedView, SavedViews};
use protocol::limits::{NAME_CHARS, RULE_LIST, SAVED_VIEWS};
use protocol::problem::{Kind, Problem};

use crate::{label, text};

/// Views as they are kept.
///
/// # Errors
/// `Invalid` or `TooLarge`, saying what to change.
pub fn checked_views(views: &SavedViews) -> Result<SavedViews, Problem> {
    if views.views.len() > SAVED_VIEWS {
        let detail = format!("At most {SAVED_VIEWS} views can be kept. Remove one first.");
        return Err(Problem::new(Kind::TooLarge, detail));
    }
    let views = views.views.iter().map(view).collect::<Result<Vec<_>, _>>()?;
    for (place, view) in views.iter().enumerate() {
        if views[..place].iter().any(|other| other.name == view.name) {
            let detail = format!("There is a view “{}” already. Choose another name.", view.name);
            return Err(Problem::new(Kind::Invalid, detail));
        }
    }
    Ok(SavedViews { views })
}

fn view(view: &SavedView) -> Result<SavedView, Problem> {
    let name = text::line(&view.name, NAME_CHARS)?;
    let mut filter = view.filter.clone();
    let lists = [
        filter.tags.len(),
        filter.priorities.len(),
        filter.moods.len(),
        filter.holders.len(),
        filter.teams.len(),
    ];
    if lists.into_iter().any(|members| members > RULE_LIST) {
        return Err(Problem::new(
            Kind::TooLarge,
            format!("A list in a filter has at most {RULE_LIST} members."),
        ));
    }
    filter.tags = label::tags(&filter.tags)?;
    Ok(SavedView { name, filter, view: view.view })
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::filter::Filter;

    fn named(name: &str) -> SavedView {
        let filter = Filter { tags: vec![" VIP ".into()], ..Filter::default() };
        SavedView { name: name.to_owned(), view: None, filter }
    }

    #[test]
    fn views_are_kept_clean_and_each_under_a_name_of_its_own() {
        let kept = checked_views(&SavedViews { views: vec![named(" Grosir\n"), named("VIP")] }).unwrap();
        assert_eq!((kept.views[0].name.as_str(), kept.views[0].filter.tags[0].as_str()), ("Grosir", "vip"));
        let refused = |views| checked_views(&SavedViews { views }).expect_err("refused");
        assert!(refused(vec![named("")]).is(Kind::Invalid));
        assert!(refused(vec![named("a"), named(" a")]).is(Kind::Invalid));
        let many = (0..=SAVED_VIEWS).map(|number| named(&number.to_string())).collect();
        assert!(refused(many).is(Kind::TooLarge));
        let mut long = named("a");
        long.filter.tags = vec!["a".into(); RULE_LIST + 1];
        assert!(refused(vec![long]).is(Kind::TooLarge));
    }
}
