"""The system of the other world, as the first page of a result keeps it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from discredit.plan import Plan
from discredit.policy.facing import told
from discredit.policy.kept import recompose, texts_of
from discredit.policy.label import label_of
from discredit.policy.schema import Policy


class OtherUsed(BaseModel):
    """The system of the other world in full, and what only one of the two has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    called: str
    title: str
    label: str
    texts: dict[str, str]
    differs: tuple[str, ...]

    def policy(self) -> Policy:
        """The same, read again.

        Raises:
            ResultError: It is no policy of this version.
        """
        return recompose(self.name, self.texts)


def other_used(plan: Plan) -> OtherUsed | None:
    """What the first page of a result keeps of the other system; None where there is none.

    Args:
        plan: What is run.
    """
    other = plan.against
    if other is None:
        return None
    return OtherUsed(
        name=other.name,
        called=plan.worlds.theirs,
        title=other.system.title,
        label=label_of(other),
        texts=texts_of(other),
        differs=tuple(told(plan.policy, other)),
    )
