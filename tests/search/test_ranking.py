"""The best ten are the best ten: compared with a sort of everything, from the text alone."""

import random
from collections import Counter
from pathlib import Path

from bench.corpus import list_words, make_documents
from portal.search.analysis.analyser import is_stop_word, query_terms, terms_of
from portal.search.analysis.tokens import TOKEN
from portal.search.documents import SearchDocument
from portal.search.engine import builder, draft
from portal.search.engine.ranking import OWN_LANGUAGE, rarity
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.questions import Query

PAIRS, DOCUMENTS = 150, 400


def levels_of(document: SearchDocument) -> dict[str, int]:
    """Return the impact of each term, worked out plainly from the text."""
    weights: Counter[str] = Counter()
    length = 0
    parts = [(document.title, draft.TITLE), (document.summary, draft.SUMMARY)]
    parts += [(name, draft.PEOPLE) for name in document.people]
    parts += [(page.text, draft.BODY) for page in document.pages]
    for text, weight in parts:
        tokens = TOKEN.findall(text)
        length += len(tokens) + 1
        for token in tokens:
            for term in terms_of(token, "f"):
                weights[term] += weight
    share = builder.LENGTH_SHARE
    room = builder.SATURATION * (1 - share + share * length / builder.USUAL_LENGTH)
    return {term: 1 + int(254 * weight / (weight + room)) for term, weight in weights.items()}


def best_scores(table: list[dict[str, int]], words: list[str]) -> list[int]:
    wanted = [query_terms(word) for word in words]
    levels = [[max(levels.get(term, 0) for term in terms) for levels in table] for terms in wanted]
    weights = [rarity(sum(map(bool, column)), len(table)) for column in levels]
    rows = zip(*levels, strict=True)
    scores = [
        sum((level + OWN_LANGUAGE) * weight for level, weight in zip(row, weights, strict=True))
        for row in rows
        if all(row)
    ]
    return sorted(scores, reverse=True)[:10]


def test_the_top_ten_equals_the_full_sort(tmp_path: Path) -> None:
    documents = list(make_documents(DOCUMENTS))
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(documents[:250])
    engine.update((document.key, document) for document in documents[250:])
    table = [levels_of(document) for document in documents]
    chance = random.Random(7)  # noqa: S311 - the same pairs every time
    frequent = list_words()[:600]
    words = [word for word in frequent if not is_stop_word(word, "fr") and word.isalpha()]
    for _ in range(PAIRS):
        pair = chance.sample(words, 2)
        hits = engine.find(Query(text=" ".join(pair))).hits
        found = [round(hit.score * 255_000) for hit in hits]
        assert found == best_scores(table, pair), pair
