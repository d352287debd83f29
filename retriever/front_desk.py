"""Takes the messages of conversations and answers them from the documents that one audience may see."""

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from knowledge.store.records import Unit
from knowledge.text import normalised
from retriever.answering.desk import DocumentDesk
from retriever.answering.legal import about_law
from retriever.answering.manners import Manners, Talk, is_aside, reply_to, take
from retriever.answering.models import Answer, ConversationState, Status
from retriever.catalogue import Catalogue
from retriever.conversation.choice import pick, ruled_out
from retriever.conversation.openings import ask_what, offer_others
from retriever.conversation.permitted import GONE, permitted_part
from retriever.conversation.recall import forget, recall
from retriever.conversation.thread import Continued, continued
from retriever.conversation.turns import Turn, read_turn
from retriever.evidence import EvidenceDesk
from retriever.index.both import Indexes
from retriever.ranking import Evidence
from retriever.reading import Readings
from retriever.scope import find_scope
from retriever.understanding import Question, understand

LONGEST_MESSAGE = 1_500  # characters; what stands behind is not read


class FrontDesk:
    """Answers messages from one set of documents, one conversation at a time.

    Args:
        catalogue: the documents that may be seen, and no other.
        permitted: the documents that may be spoken of where a conversation remembers them: also such as were removed.
        readings: the prepared versions.
        indexes: up to date with the register; what they hold beyond the catalogue is passed over.
        unit: that the home belongs to.
        contact: whom to ask where nothing is found; may be empty.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        permitted: Container[int],
        readings: Readings,
        indexes: Indexes,
        unit: Unit,
        contact: str,
    ) -> None:
        self._catalogue = catalogue
        self._permitted = permitted
        self._readings = readings
        self._evidence = EvidenceDesk(indexes, readings)
        self._desk = DocumentDesk(catalogue, readings, self._evidence, unit, contact)

    def answer(self, message: str, state: ConversationState, as_of: date) -> tuple[Answer, ConversationState]:
        """Return the answer to a message, and what the conversation remembers of it.

        Args:
            message: as typed.
            state: of the conversation so far; what it remembers of documents that may not be seen is forgotten.
            as_of: the day for which the answer must hold.
        """
        state = permitted_part(state, self._permitted)
        manners = take(message[:LONGEST_MESSAGE])
        if manners.refusal:
            return Answer(Status.REFUSED, manners.refusal, as_of), state
        if manners.talk:
            return Answer(Status.CHAT, reply_to(manners.talk), as_of), state
        picked = pick(manners.question, state.options, self._catalogue.names)
        if picked is not None and state.options[picked] != GONE:
            return self._chosen(picked, state, as_of)
        turn = read_turn(manners.question)
        if picked is not None or ruled_out(manners.question, state.options, self._catalogue.names) is not None:
            turn = Turn.ANOTHER
        if turn is Turn.RESET:
            return forget(as_of), ConversationState()
        if turn is Turn.ANOTHER and (state.options or state.documents):
            return offer_others(self._catalogue, state, as_of), state
        if turn in (Turn.SOURCE, Turn.MORE, Turn.WHY):
            recalled = recall(turn, state, self._readings, as_of)
            return recalled, replace(state, citations=recalled.citations or state.citations)
        return self._asked(manners, state, as_of)

    def _chosen(self, picked: int, state: ConversationState, as_of: date) -> tuple[Answer, ConversationState]:
        """Complete the question that was left open with the document picked."""
        option = state.options[picked]
        text = state.last_question if option.document_id is not None else option.question
        kept = (option.document_id,) if option.document_id is not None else ()
        way = Continued(understand(text, self._catalogue.names), kept)
        return self._remembered(self._desk.answer(way.question, as_of, kept), way)

    def _asked(self, manners: Manners, state: ConversationState, as_of: date) -> tuple[Answer, ConversationState]:
        ways = continued(manners.question, state, self._catalogue, manners.dropped)
        if not ways and is_aside(manners.question):
            return Answer(Status.CHAT, reply_to(Talk.ASIDE), as_of), state
        if not ways:
            return ask_what(manners.question, as_of), state
        answer, way = self._law_itself(manners.question, ways, as_of) or self._first_answer(ways, as_of)
        if answer.status is Status.NOT_FOUND:
            answer, way = self._general_rule(manners.question, ways, as_of) or (answer, way)
        alone = not state.last_question or way.question.text == manners.question
        if alone and answer.status is Status.NOT_FOUND and is_aside(manners.question):
            return Answer(Status.CHAT, reply_to(Talk.ASIDE), as_of), state
        return self._remembered(answer, way)

    def _law_itself(self, message: str, ways: Sequence[Continued], as_of: date) -> tuple[Answer, Continued] | None:
        """Return what the law in general says to a whole question asked after another about the law.

        The article quoted last is no reason to look for the next answer near it.
        """
        first = ways[0]
        if not first.documents or first.question.text != normalised(message):
            return None
        if not all(p.registered for p in self._catalogue.of(first.documents)):
            return None
        rule = about_law(first.question, as_of)
        return (rule, Continued(first.question)) if rule and rule.status is Status.ANSWERED else None

    def _general_rule(self, message: str, ways: Sequence[Continued], as_of: date) -> tuple[Answer, Continued] | None:
        """Return what the law in general says where initials that are words too name no place.

        "bn" is Bắc Ninh or bao nhiêu, "ct" Cần Thơ or chủ tịch. Documents are not asked again: without the place
        another agency's would answer.
        """
        other = understand(message, self._catalogue.sure_names)
        if len(ways) != 1 or ways[0].documents or other.line == ways[0].question.line:
            return None
        rule = about_law(other, as_of)
        return (rule, Continued(other)) if rule and rule.status is Status.ANSWERED else None

    def _first_answer(self, ways: Sequence[Continued], as_of: date) -> tuple[Answer, Continued]:
        """Return the answer of the first way that finds one; else the first choice offered; else the first refusal."""
        tried: list[tuple[Answer, Continued]] = []
        for way in ways:
            answer = self._desk.answer(way.question, as_of, way.documents)
            if answer.status is Status.ANSWERED and not way.is_met_by([c.quote or "" for c in answer.citations]):
                continue
            tried.append((answer, way))
            if answer.status is Status.ANSWERED:
                return tried[-1]
        return next((t for t in tried if t[0].status is Status.CLARIFY), tried[0])

    def _remembered(self, answer: Answer, way: Continued) -> tuple[Answer, ConversationState]:
        cited = tuple(dict.fromkeys(c.document_id for c in answer.citations if c.document_id))
        documents = cited or way.documents or self._named(way.question)
        return answer, ConversationState(way.question.text, documents, answer.options, answer.citations)

    def _named(self, question: Question) -> tuple[int, ...]:
        return tuple(c.profile.document_id for c in find_scope(question, self._catalogue).named)

    def search(self, message: str, k: int) -> list[Evidence]:
        """Return the ``k`` sentences that would rank best for a message, for people who tune."""
        question = understand(message, self._catalogue.names)
        scope = find_scope(question, self._catalogue)
        return self._evidence.best_sentences(question, scope.named or scope.candidates)[:k]

    def stored_texts(self) -> dict[str, str]:
        """Return the stored text of every document by the name of its file."""
        records = [p.record for p in self._catalogue.profiles]
        return {Path(r.source_path).name: self._readings.of(r.version_id).version.text for r in records}
