//! Who may do what: one table.

use protocol::problem::{Kind, Problem};
use protocol::staff::{Permission, Role};

/// The roles that have each permission. A permission that isn't here nobody has.
const TABLE: [(Permission, &[Role]); 7] = [
    (Permission::Read, &[Role::Owner, Role::Supervisor, Role::Agent, Role::Trainer, Role::Seller]),
    (Permission::Converse, &[Role::Owner, Role::Supervisor, Role::Agent, Role::Seller]),
    (Permission::Direct, &[Role::Owner, Role::Supervisor]),
    (Permission::EditMacros, &[Role::Owner, Role::Supervisor]),
    (Permission::ManageStaff, &[Role::Owner]),
    (Permission::ReadAudit, &[Role::Owner, Role::Supervisor]),
    (Permission::ManageShop, &[Role::Owner]),
];

/// Whether a role has a permission.
#[must_use]
pub fn may(role: Role, permission: Permission) -> bool {
    TABLE.iter().any(|(listed, roles)| *listed == permission && roles.contains(&role))
}

/// All that a role may do.
#[must_use]
pub fn permissions(role: Role) -> Vec<Permission> {
    TABLE.iter().filter(|(_, roles)| roles.contains(&role)).map(|(permission, _)| *permission).collect()
}

/// What a token for these scopes may do: these, and what they rest on, in the table's order.
///
/// # Errors
/// Invalid, where none is named, or one that no program is given.
pub fn scopes(wanted: &[Permission]) -> Result<Vec<Permission>, Problem> {
    let given = |permission: &Permission| TABLE.iter().any(|(listed, _)| listed == permission);
    if wanted.is_empty() || !wanted.iter().all(given) || wanted.contains(&Permission::ManageStaff) {
        let detail = "Choose at least one of the permissions; `manage_staff` is for people only.";
        return Err(Problem::new(Kind::Invalid, detail));
    }
    let rests_on = |base: Permission| match base {
        Permission::Read => wanted.contains(&Permission::Converse) || wanted.contains(&Permission::Direct),
        Permission::Converse => wanted.contains(&Permission::Direct),
        _ => false,
    };
    let listed = TABLE.iter().map(|(permission, _)| *permission);
    Ok(listed.filter(|permission| wanted.contains(permission) || rests_on(*permission)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_role_may_nothing_and_an_unknown_permission_nobody_has() {
        assert_eq!(permissions(Role::Unknown), []);
        assert!(Role::ALL.iter().all(|role| !may(*role, Permission::Unknown)));
    }

    #[test]
    fn an_owner_may_everything() {
        assert_eq!(permissions(Role::Owner).len(), TABLE.len());
    }

    #[test]
    fn a_trainer_reads_and_is_silent() {
        assert_eq!(permissions(Role::Trainer), [Permission::Read]);
    }

    #[test]
    fn a_program_is_given_what_its_scopes_rest_on_and_never_the_staff() {
        use Permission::{Converse, Direct, EditMacros, ManageShop, ManageStaff, Read, Unknown};
        assert_eq!(scopes(&[ManageShop]).unwrap(), [ManageShop]);
        assert_eq!(scopes(&[EditMacros, Converse, Converse]).unwrap(), [Read, Converse, EditMacros]);
        assert_eq!(scopes(&[Direct]).unwrap(), [Read, Converse, Direct]);
        for bad in [&[][..], &[ManageStaff], &[Read, ManageStaff], &[Read, Unknown]] {
            assert!(scopes(bad).unwrap_err().is(Kind::Invalid), "{bad:?}");
        }
    }
}
