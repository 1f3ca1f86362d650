from measure.accounts import Role

COVERED = {
    Role.VIEWER: {Role.VIEWER},
    Role.INGEST: {Role.INGEST},
    Role.EDITOR: {Role.VIEWER, Role.INGEST, Role.EDITOR},
    Role.ADMIN: set(Role),
}


def test_a_role_covers_those_that_may_do_nothing_that_it_may_not():
    assert {role: {other for other in Role if role.covers(other)} for role in Role} == COVERED


def test_what_two_roles_share_is_the_lesser_one_and_nothing_of_reading_and_recording():
    assert Role.ADMIN.shared(Role.EDITOR) is Role.EDITOR.shared(Role.ADMIN) is Role.EDITOR
    assert Role.INGEST.shared(Role.EDITOR) is Role.INGEST
    assert Role.VIEWER.shared(Role.INGEST) is Role.INGEST.shared(Role.VIEWER) is None
