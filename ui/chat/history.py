"""The conversations of whoever looks at the page: opened, gone on with, listed, renamed and deleted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from embeddings.article import Article
from ui.chat import render
from ui.chat.following import next_questions
from ui.chat.handlers import Failure, Handlers
from ui.languages import say
from ui.people.conversations import Conversations
from ui.people.feedback import Verdict
from ui.people.judging import judge
from ui.people.turns import Turn, is_outdated
from ui.schema import LONGEST_ID, FeedbackIn
from ui.wiring import Services, live_articles

NOT_TOLD = "回饋沒有送出：請重新整理網頁再試一次。"
THANKS = {True: "謝謝，已經記下來。", False: "謝謝，已經記下。指出正確的答案，下次才學得會。"}
SHOWN_TURNS = 30
LISTED = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation as the page shows it: its id, ``None`` before the first question, and its latest turns."""

    id: str | None = None
    turns: tuple[Turn, ...] = ()


class History:
    """What the page does with conversations; it keeps nothing between calls, and never mixes up people."""

    def __init__(self, services: Services, handlers: Handlers) -> None:
        self._services = services
        self._handlers = handlers

    def opened(self, person: str, id: object) -> Opened:
        """Return a conversation of a person's; an empty one where there is none of that id."""
        if not isinstance(id, str) or not 0 < len(id) <= LONGEST_ID:
            return Opened()

        def read() -> Opened:
            with self._conversations(person) as conversations:
                return Opened(id, tuple(kept.turn for kept in conversations.turns(id, SHOWN_TURNS)))

        found = self._handlers.attempt(read)
        return Opened() if isinstance(found, Failure) else found

    def ask(self, person: str, conversation: Opened, question: str) -> Opened:
        """Return a conversation with the answer to one more question, which is kept on the server."""
        question = question.encode(errors="replace").decode()  # half a character cannot be kept
        turn = self._handlers.ask(question, conversation.turns)
        turns = (*conversation.turns, turn)
        if not question.strip():
            return Opened(conversation.id, turns)

        def keep() -> str:
            with self._conversations(person) as conversations:
                id = conversations.create().id if conversation.id is None else conversation.id
                conversations.add(id, turn)
                return id

        kept = self._handlers.attempt(keep)
        if isinstance(kept, Failure):
            lost = Turn(question=question, error=f"這一題沒有留下來：{kept.message}", problem=kept.kind)
            return Opened(conversation.id, (*turns, lost))
        return Opened(kept, turns[-SHOWN_TURNS:])

    def talk(self, person: str, conversation: Opened) -> str:
        """Return the turns as HTML; those whose article has changed since say so."""
        article_of = live_articles(self._services)
        verdicts = self._verdicts(person, conversation.turns)
        known = [known_of(turn, article_of, verdicts) for turn in conversation.turns]
        return render.conversation(conversation.turns, known)

    def following(self, conversation: Opened) -> str:
        """Return questions that may be asked next, which the article of the last answer answers."""
        last = conversation.turns[-1].answer if conversation.turns else None
        if last is None or last.citation is None:
            return ""
        article = live_articles(self._services)(last.citation.article_id)
        asked = [turn.question for turn in conversation.turns]
        asked += [render.asked_as(turn.answer) for turn in conversation.turns if turn.answer is not None]
        found = (
            [] if article is None else self._handlers.attempt(lambda: next_questions(self._services, article, asked))
        )
        return "" if isinstance(found, Failure) else render.following(found)

    def _verdicts(self, person: str, turns: Sequence[Turn]) -> dict[str, Verdict]:
        """Return what the person said of the answers, by their questions."""

        def read() -> dict[str, Verdict]:
            with self._services.feedback(person) as feedback:
                return feedback.verdicts(render.asked_as(turn.answer) for turn in turns if turn.answer is not None)

        found = self._handlers.attempt(read)
        return {} if isinstance(found, Failure) else found

    def judge(self, person: str, said: object) -> str:
        """Keep what a person says of an answer, and return in words what came of it."""
        try:
            opinion = FeedbackIn.model_validate(said)
        except ValidationError:
            return say(NOT_TOLD)
        outcome = self._handlers.attempt(lambda: judge(self._services, person, opinion))
        return outcome.told if isinstance(outcome, Failure) else say(THANKS[outcome.example is not None])

    def list(self, person: str, search: str, current: object) -> str:
        """Return the list of conversations as HTML, the open one marked."""

        def read() -> str:
            with self._conversations(person) as conversations:
                return render.side(conversations.listed(search, limit=LISTED), current, search=search)

        shown = self._handlers.attempt(read)
        return render.notice(shown.told, failed=True) if isinstance(shown, Failure) else shown

    def rename(self, person: str, id: object, title: object) -> None:
        """Give a conversation another title; an empty one leaves it as it is."""
        if isinstance(id, str) and isinstance(title, str) and title.strip():
            with self._conversations(person) as conversations:
                self._handlers.attempt(lambda: conversations.rename(id, title))

    def delete(self, person: str, id: object) -> None:
        """Delete a conversation, if it is still there."""
        if isinstance(id, str):
            with self._conversations(person) as conversations:
                self._handlers.attempt(lambda: conversations.delete(id))

    def _conversations(self, person: str) -> Conversations:
        return self._services.conversations(person)


def known_of(turn: Turn, article_of: Callable[[str], Article | None], verdicts: Mapping[str, Verdict]) -> render.Known:
    """Return what is known of a turn: as the articles are now, and by what was said of it."""
    if turn.answer is None:
        return render.NOTHING_KNOWN
    quoted = dict.fromkeys(one.citation.article_id for one in turn.answer.answers)
    articles = [article for article in map(article_of, quoted) if article is not None]
    authors = {article.id: article.author for article in articles if article.author}
    return render.Known(is_outdated(turn, article_of), verdicts.get(render.asked_as(turn.answer)), authors)
