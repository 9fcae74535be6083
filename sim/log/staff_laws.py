"""Laws of staff as people, at the sites of which the book says that they have a team.

A member is a number at a site. All is worked out again from what the log says of him.
"""

import polars as pl

from sim.log.breach import TOLERANCE, say
from sim.log.group_laws import SITS
from sim.log.history import History, PolicyNote
from sim.log.picking import circles, is_one_of, numbered, of, own_places, steps, teams
from sim.words.kinds import Kind

A_MEMBER = ("site", "member")
POST = {Kind.APPOINTED: 1, Kind.LEFT_POST: -1}
SICK = {Kind.FELL_SICK: 1, Kind.CAME_BACK: -1}
CARRIES = {Kind.ASSIGNED: 1, Kind.TAKEN_OFF: -1}
PAUSE = {Kind.GROUP_PAUSED: 1, Kind.GROUP_RESUMED: -1}


def _members(history: History) -> pl.DataFrame:
    """Return all that happened to members of staff, with how each stands after it."""
    loads = {code: each.load for code, each in enumerate(history.book.provisions)}
    load = pl.col("provision").replace_strict(loads, default=0.0, return_dtype=pl.Float64)
    return (
        numbered(history, *POST, Kind.TRAINED, *SICK, *CARRIES)
        .filter(~pl.col("provision").is_in(circles(history)))  # where volunteers serve
        .with_columns(
            member=pl.col("value").cast(pl.Int64),
            grade=pl.when(is_one_of(Kind.APPOINTED)).then("group"),
            carries=steps(CARRIES) * load,
        )
        .with_columns(
            in_post=steps(POST).cum_sum().over(A_MEMBER),
            sick=steps(SICK).cum_sum().over(A_MEMBER),
            carried=pl.col("carries").cum_sum().over(A_MEMBER),
            grade=pl.col("grade").forward_fill().over(A_MEMBER),
        )
    )


def _grades(history: History) -> pl.DataFrame:
    grades = history.book.grades
    return pl.DataFrame(
        {
            "grade": list(range(len(grades))),
            "groups_each": [each.groups_each for each in grades],
            "may_lead": [each.may_lead for each in grades],
        },
        schema={"grade": pl.Int16, "groups_each": pl.Float64, "may_lead": pl.Boolean},
    )


def staff_come_fall_sick_and_go_in_turn(history: History, _: PolicyNote) -> list[str]:
    """Nobody is in post twice at once, sick before he came, or back before he fell sick."""
    rows = _members(history)
    turns = ("in_post", "sick")
    wrong = rows.filter(
        pl.any_horizontal((pl.col(name) < 0) | (pl.col(name) > 1) for name in turns)
    )
    early = rows.filter(
        is_one_of(Kind.TRAINED, Kind.FELL_SICK, Kind.ASSIGNED), pl.col("in_post") != 1
    )
    return say(wrong.select(*A_MEMBER, "time", "kind"), "turns that staff cannot take") + say(
        early.select(*A_MEMBER, "time", "kind"), "events of somebody who was not in post"
    )


def nobody_carries_more_than_his_grade_may(history: History, _: PolicyNote) -> list[str]:
    rows = _members(history).join(_grades(history), on="grade", how="left")
    over = rows.filter(pl.col("carried") > pl.col("groups_each").fill_null(0.0) + TOLERANCE)
    under = rows.filter(pl.col("carried") < -TOLERANCE)
    return say(over.select(*A_MEMBER, "time", "carried"), "moments with too much to carry") + say(
        under.select(*A_MEMBER, "time", "carried"), "groups given back that were never carried"
    )


def nobody_delivers_what_he_is_not_trained_for(history: History, _: PolicyNote) -> list[str]:
    rows = _members(history)
    key = (*A_MEMBER, "provision")
    trained = rows.filter(is_one_of(Kind.TRAINED)).group_by(key).agg(trained=pl.col("seq").min())
    given = rows.filter(is_one_of(Kind.ASSIGNED)).join(trained, on=key, how="left")
    wrong = given.filter(pl.col("trained").is_null() | (pl.col("trained") > pl.col("seq")))
    return say(wrong.select(*key, "time"), "groups given to somebody not trained for them")


def nobody_carries_a_group_while_sick_or_gone(history: History, _: PolicyNote) -> list[str]:
    """When an instant is over, whoever fell sick or left in it carries nothing."""
    rows = _members(history)
    after = rows.group_by(*A_MEMBER, "time", maintain_order=True).last()
    away = (pl.col("sick") > 0) | (pl.col("in_post") < 1)
    wrong = after.filter(away, pl.col("carried") > TOLERANCE)
    absent = rows.filter(is_one_of(Kind.ASSIGNED), pl.col("sick") > 0)
    return say(wrong.select(*A_MEMBER, "time", "carried"), "people away who carry a group") + say(
        absent.select(*A_MEMBER, "time"), "groups given to somebody who was sick"
    )


def _groups(history: History) -> pl.DataFrame:
    """Return how each group with facilitators of a team stands when each instant is over."""
    notes = history.book.provisions
    terms = pl.DataFrame(
        {
            "provision": list(range(len(notes))),
            "facilitators": [each.facilitators for each in notes],
            "leads": [min(each.rules.get("leads", 0), each.facilitators) for each in notes],
            "short": [each.rules.get("when_staff_short", "pause") for each in notes],
        },
        schema={
            "provision": pl.Int16,
            "facilitators": pl.Int64,
            "leads": pl.Int64,
            "short": pl.String,
        },
    )
    lead = (
        _members(history)
        .join(_grades(history), on="grade", how="left")
        .select("seq", lead=pl.col("may_lead").fill_null(value=False).cast(pl.Int32))
    )
    return (
        numbered(history, Kind.GROUP_STARTED, Kind.GROUP_FINISHED, *SITS, *PAUSE, *CARRIES)
        .filter(
            pl.col("site").is_in(teams(history)), ~pl.col("provision").is_in(own_places(history))
        )
        .join(lead, on="seq", how="left", maintain_order="left")
        .with_columns(
            sitting=steps(SITS).cum_sum().over("group"),
            paused=steps(PAUSE).cum_sum().over("group"),
            staff=steps(CARRIES).cum_sum().over("group"),
            leading=(steps(CARRIES) * pl.col("lead").fill_null(0)).cum_sum().over("group"),
        )
        .group_by("group", "time", maintain_order=True)
        .last()
        .join(terms, on="provision", how="left")
    )


def a_group_under_way_has_its_staff(history: History, _: PolicyNote) -> list[str]:
    """While people sit in a group that is not paused, its facilitators are there, a lead too.

    Short of staff, a programme that carries on may have fewer, and never more.
    """
    if not teams(history):
        return []
    rows = _groups(history)
    meets = (pl.col("sitting") > 0) & (pl.col("paused") == 0) & (pl.col("short") != "carry_on")
    few = rows.filter(meets, pl.col("staff") < pl.col("facilitators"))
    led = rows.filter(meets, pl.col("leading") < pl.col("leads"))
    many = rows.filter(pl.col("staff") > pl.col("facilitators"))
    shown = ("group", "time", "staff", "leading")
    return (
        say(few.select(shown), "moments in which a group met without its facilitators")
        + say(led.select(shown), "moments in which a group met without one who may lead")
        + say(many.select(shown), "moments with more facilitators than a group has")
    )


def a_group_that_finished_holds_no_staff(history: History, _: PolicyNote) -> list[str]:
    rows = of(history, Kind.GROUP_FINISHED, *CARRIES).with_columns(
        staff=steps(CARRIES).cum_sum().over("group"),
        over=is_one_of(Kind.GROUP_FINISHED).cum_max().over("group"),
    )
    after = rows.group_by("group", "time", maintain_order=True).last()
    held = after.filter(pl.col("over"), pl.col("staff") != 0)
    return say(held.select("group", "time", "staff"), "finished groups that still hold staff")


STAFF_LAWS = (
    staff_come_fall_sick_and_go_in_turn,
    nobody_carries_more_than_his_grade_may,
    nobody_delivers_what_he_is_not_trained_for,
    nobody_carries_a_group_while_sick_or_gone,
    a_group_under_way_has_its_staff,
    a_group_that_finished_holds_no_staff,
)
