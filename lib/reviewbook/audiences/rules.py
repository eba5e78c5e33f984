"""Params on their way to a reader: what names other teams or people is left out, as it is of the frames."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from reviewbook.audiences.derived import Derived
from reviewbook.audiences.scope import Scope
from reviewbook.params.loading import Params
from reviewbook.params.publications import Publication
from reviewbook.params.rulebook import Rulebook
from reviewbook.params.templates import Rule, Templates
from reviewbook.slices import Audience

__all__ = ["cut_publication", "cut_templates", "rulebook"]

#: The word of ``templates.yaml`` for every team.
_ALL = "all"


def rulebook(params: Params, derived: Derived, who: Audience) -> Rulebook:
    """Give the params that a review is printed with, as the audience may see them."""
    rules = Rulebook.of(params, cut_publication(derived.publication))
    return rules.model_copy(update={"templates": cut_templates(params.templates, derived, who)})


def cut_publication(publication: Publication) -> Publication:
    """Give a review without the list of those to whom it goes."""
    return publication.model_copy(update={"audiences": ()})


def cut_templates(templates: Templates, derived: Derived, who: Audience) -> Templates:
    """
    Give the forms, and the rules that ask something of the audience.

    Parameters
    ----------
    templates : Templates
        Those of the company.
    derived : Derived
        The whole run: it knows which team stands below which.
    who : Audience
        For whom.

    Returns
    -------
    Templates
        A rule names the audience's own teams in place of those above them, and no others. A version that asks
        nothing of the audience is left out, so that a rule may begin or end for it where it changes for others.
    """
    if who.kind == "company":
        return templates
    scope = Scope(derived, who)
    above = _above(derived)
    own = scope.teams or {*scope.homes, *scope.mine(scope.frame("owed"))["team_id"]}
    rules = (_cut(rule, own, above) for rule in templates.rules)
    return templates.model_copy(update={"rules": tuple(rule for rule in rules if rule.teams)})


def _cut(rule: Rule, own: Collection[str], above: Mapping[str, str]) -> Rule:
    if _ALL in rule.teams:
        return rule.model_copy(update={"teams": (_ALL,)})
    covered = {team for team in own if _is_below(team, rule.teams, above)}
    return rule.model_copy(update={"teams": tuple(sorted(team for team in covered if above.get(team) not in covered))})


def _is_below(team: str, teams: Collection[str], above: Mapping[str, str]) -> bool:
    """Tell whether a team is one of those, or stands below one of them."""
    seen: set[str] = set()
    while team and team not in seen:
        if team in teams:
            return True
        seen.add(team)
        team = above.get(team, "")
    return False


def _above(derived: Derived) -> Mapping[str, str]:
    teams = derived.frames["teams"]
    pairs = zip(teams["team_id"], teams["parent_id"], strict=True)
    return {str(team): parent for team, parent in pairs if isinstance(parent, str)}
