"""人员与机构 people: persons, organisations as a tree, seats (a role in an organisation), members, sign-in."""
