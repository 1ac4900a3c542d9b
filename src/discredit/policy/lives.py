"""What doors do to a life, as data (`library/lives`)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from discredit.policy.kinds import (
    HoursByService,
    MoneyByService,
    ShareByFifth,
    ShareByService,
    ShareByWay,
    SwitchByService,
)
from discredit.policy.needs import Absent, Needs
from discredit.policy.number import (
    Deviations,
    Hours,
    Minutes,
    Money,
    MonthsNumber,
    Multiplier,
    Number,
    Rate,
    Section,
    Share,
)
from discredit.units import CURRENCIES

PER_HOUR = tuple(f"{code} per hour" for code in CURRENCIES)


class Counters(Section):
    """Waiting at public counters, where a favoured few go first."""

    visits: Rate = Field(description="An adult has business at a counter.")
    load: Annotated[Number, Needs("share", high=0.99)] = Field(
        description="Share of the counters' time that is taken, lane or no lane. "
        "Where all of it is taken, a wait has no end and no mean."
    )
    wait: Hours = Field(description="Mean wait with no lane.")


class Budget(Section):
    """What becomes of bills that neither income nor savings cover: arrears, and what follows."""

    bills: Share = Field(description="Of ordinary spending, the rent or home loan, heat and light.")
    left_unpaid: Share = Field(
        description="Of what is missing in a month, the part that stays owed: at most the month's "
        "bills and fines. The household does without the rest."
    )
    behind_months: MonthsNumber = Field(
        description="Months of bills in arrears from which on a home can be lost."
    )
    gives_up_home: Rate = Field(
        description="A household so far behind that cannot pay the month's bills either gives up "
        "its home."
    )
    home_cheaper_by: Share = Field(description="What the bills of the next home are lower by.")
    changes_school: Share = Field(description="Children of 6 to 17 who change school with it.")
    puts_off_care: Rate = Field(
        description="An adult in arrears puts off health care that he would have sought."
    )


class Staff(Section):
    """What it costs to run, on the system's side: minutes of staff for each item, and their pay.

    Nothing in a run depends on it: hours and money are counted from what a run has counted."""

    file: Minutes = Field(description="A file at the court, from opening to close.")
    record: Minutes = Field(description="A record of conduct.")
    check: Minutes = Field(description="A record that a person checks before it counts.")
    inspection: Minutes = Field(description="An application that is checked.")
    entry: Minutes = Field(description="A decision to enter somebody on a black list.")
    letter: Minutes = Field(description="A letter about a decision.")
    objection: Minutes = Field(description="An objection while grace runs, decided.")
    hearing: Minutes = Field(description="An appeal heard by the first desk.")
    review: Minutes = Field(description="An appeal heard by the review.")
    correction: Minutes = Field(description="A copy cleared, or an error in a file mended.")
    wage: Annotated[Number, Needs(PER_HOUR)] = Field(description="Pay of an hour.")
    hours: Annotated[Number, Needs("hours", low=1, high=744)] = Field(
        description="Worked on cases by one member of staff in a month."
    )


class Life(Section):
    """What closed, dear, slow and favoured doors do to work, income, time and mood."""

    saving_share: ShareByFifth
    job_loss_rate: Rate
    job_loss_if_shut_out: Multiplier
    job_find_rate: Rate
    job_find_if_shut_out: Multiplier
    costs_work: Annotated[SwitchByService | None, Absent(1)] = Field(
        None, description="Closed doors that make work harder to keep and to find. Absent: all."
    )
    job_find_if_barred: Multiplier | None = Field(
        None, description="Where the door to jobs itself is closed or slow."
    )
    scar_on_loss: Share = Field(description="Share of earnings lost on return to work.")
    scar_fading: Rate
    detour_hours: HoursByService = Field(description="Hours lost going the long way round.")
    hours_per_month: Annotated[Number, Needs("hours", low=1, high=744)] = Field(
        description="Hours worked for a month's earnings; an hour lost costs earnings by these."
    )
    scalper_share: Share = Field(description="Refused travellers who buy from a scalper instead.")
    scalper_price: Money
    price: MoneyByService | None = Field(None, description="Ordinary price. Not named: nothing.")
    dearer_by: Share | None = Field(None, description="Surcharge where a door is dearer.")
    favoured_discount: Share | None = Field(None, description="Discount where it is favoured.")
    no_history: ShareByFifth | None = Field(
        None,
        description="Adults without a history at any bank: a loan is open to them only where "
        "somebody favours them at its door.",
    )
    slower_hours: HoursByService | None = Field(None, description="Delay where a door is slow.")
    favoured_hours: HoursByService | None = Field(
        None, description="Time spared where it is favoured, at nobody else's cost."
    )
    trade_lost: ShareByService | None = Field(
        None,
        description="Of a month's earnings, what a business owner loses each time he is refused: "
        "a trip with clients, a tender.",
    )
    pay_lost: ShareByService | None = Field(
        None,
        description="Of later earnings, what a worker loses each time he is refused: the pay of a "
        "promotion or a post, made up for as slowly as that of a lost job.",
    )
    refusal_costs: MoneyByService | None = Field(
        None, description="What being refused costs at once: a child's change of school, papers."
    )
    counters: Counters | None = None
    informal_share: ShareByService | None = Field(
        None, description="Of those refused, the ones served by each other or underground instead."
    )
    informal_per_tie: Annotated[Multiplier | None, Absent(0)] = Field(
        None, description="Growth of that share with each tie who is listed too."
    )
    informal_price: Annotated[Number, Needs("multiplier", low=1)] | None = Field(
        None,
        description="Its price, to the ordinary one. Absent: the same. Nobody needs a closed door "
        "to buy where it is cheaper.",
    )
    shunned: Share | None = Field(
        None, description="Ties who saw the entry and keep away in a month."
    )
    custom_lost: Share | None = Field(
        None,
        description="Earnings that a business owner loses whose entry all ties or customers saw.",
    )
    learned_by: ShareByWay | None = Field(
        None,
        description="Of those to whom it comes, the ones who learn by it that they are listed: a "
        "fine, income withheld, being shown to others, a refusal that nobody explains. Not named: "
        "nobody.",
    )
    trust_if_unfair: Deviations = Field(description="Where trust settles after an unfair listing.")
    trust_if_fair: Deviations
    grievance_if_refused: Deviations
    wellbeing_if_shut_out: Deviations
    wellbeing_if_shunned: Deviations | None = Field(
        None, description="Where wellbeing settles when all ties keep away."
    )
    family_share: Share = Field(description="Share of all this felt by the others at home.")
    mood_speed: Rate = Field(description="Share of the way a mood moves in a month.")
    budget: Budget | None = Field(
        None, description="What becomes of bills that are not paid. Absent: they are counted."
    )
    staff: Staff | None = Field(
        None, description="What it costs to run, in minutes and pay. Absent: not told."
    )
