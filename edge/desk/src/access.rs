//! Who may do what: one table.

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
}
