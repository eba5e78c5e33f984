"""Whom somebody in a system may be: only who is the only one from both sides is proposed."""

from __future__ import annotations

from reviewbook.sources.systems.matching import Person, Proposal, proposals
from reviewbook.sources.systems.rows import Contact

LI = Person("0012", "Li Wei", "li.wei@yunling.example")
WANG = Person("0013", "王芳", "wang.fang@yunling.example")


def found(contacts: list[Contact], people: list[Person], **identities: str) -> list[tuple[str, str | None, str]]:
    proposed = proposals(contacts, people, identities)
    return [(one.contact.external_id, one.person and one.person.person_id, one.by) for one in proposed]


def test_the_same_e_mail_counts_however_it_is_written_and_whatever_the_name_is():
    contacts = [Contact("u1", "Liwei", " Li.Wei@Yunling.EXAMPLE")]
    assert proposals(contacts, [LI, WANG], {}) == [Proposal(contacts[0], LI, "email")]


def test_the_same_name_counts_where_no_e_mail_does():
    assert found([Contact("u1", "王芳"), Contact("u2", "ｌｉ  wei", "lw@home.example")], [LI, WANG]) == [
        ("u1", "0013", "name"),
        ("u2", "0012", "name"),
    ]


def test_a_name_that_two_have_proposes_nobody():
    double = Person("0099", "王芳")
    assert found([Contact("u1", "王芳")], [WANG, double]) == [("u1", None, "none")]
    assert found([Contact("u1", "王芳"), Contact("u2", "王芳")], [WANG]) == [("u1", None, "none"), ("u2", None, "none")]


def test_who_is_left_over_of_two_with_one_name_is_not_guessed():
    double = Person("0099", "王芳")
    assert found([Contact("u1", "王芳"), Contact("u2", "王芳")], [WANG, double], u1="0013") == [("u2", None, "none")]


def test_an_e_mail_that_two_share_proposes_nobody():
    shared = [Contact("u1", "Sales", "sales@yunling.example"), Contact("u2", "Office", "sales@yunling.example")]
    assert found(shared, [Person("0014", "Zhao", "sales@yunling.example")]) == [
        ("u1", None, "none"),
        ("u2", None, "none"),
    ]


def test_nobody_is_proposed_for_having_no_e_mail_and_no_name():
    assert found([Contact("u1", "", "")], [Person("0014", " ", None)]) == [("u1", None, "none")]


def test_the_e_mail_counts_more_than_the_name_and_nobody_is_proposed_twice():
    contacts = [Contact("u1", "Li Wei"), Contact("u2", "Somebody", "li.wei@yunling.example")]
    assert found(contacts, [LI, WANG]) == [("u2", "0012", "email"), ("u1", None, "none")]


def test_names_that_are_nearly_the_same_are_marked_as_alike_whatever_their_order():
    assert found([Contact("u1", "Johannson, Erik")], [Person("7", "Erik Johansson,")]) == [("u1", "7", "alike")]
    assert found([Contact("u1", "张小明")], [Person("7", "张晓明")]) == [("u1", None, "none")]


def test_a_name_that_is_like_two_others_proposes_nobody():
    people = [Person("7", "Johanna Lindberg"), Person("8", "Johanna Lindbergh")]
    assert found([Contact("u1", "Johana Lindberg")], people) == [("u1", None, "none")]


def test_who_has_an_identity_is_neither_listed_nor_proposed():
    contacts = [Contact("u1", "Li Wei"), Contact("u2", "王芳")]
    assert found(contacts, [LI, WANG], u1="0013") == [("u2", None, "none")]
    assert found(contacts, [LI, WANG], u1="0012", u2="0013") == []


def test_nobody_here_or_there_is_no_fault():
    assert found([], [LI]) == []
    assert found([Contact("u1", "Li Wei")], []) == [("u1", None, "none")]


def test_the_surest_stand_first_and_those_without_a_proposal_last():
    contacts = [
        Contact("a", "Nobody"),
        Contact("b", "Erik Johannson"),
        Contact("c", "王芳"),
        Contact("d", "x", "li.wei@yunling.example"),
    ]
    people = [LI, WANG, Person("7", "Erik Johansson")]
    assert [by for _, _, by in found(contacts, people)] == ["email", "name", "alike", "none"]
