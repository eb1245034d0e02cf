"""The collection after any row of operations, against a plain dictionary that does the same."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from embeddings.article import RawArticle
from embeddings.builds.manifest import digest_of
from embeddings.collection.records import Collection, StoreOutcome
from embeddings.collection.row import article_id
from embeddings.collection.sync import add_bytes, sync_folder
from embeddings.errors import NotFoundError

ORIGINS = st.sampled_from(["api/一", "api/二", "upload/a.txt", "upload/b.txt", "pasted/甲"])
NAMES = st.sampled_from(["甲.txt", "乙.txt", "深/丙.txt"])
TEXTS = st.sampled_from(["本館週一閉館。", "停車場整修中。", "票價四十元。", "市民免費入場。"])


class CollectionMachine(RuleBasedStateMachine):
    """Puts, sends, synchronises and removes; what is held is always what the dictionary says."""

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        self.home = Path(self.folder.name)
        self.articles = self.home / "articles"
        self.articles.mkdir()
        self.collection = Collection.open(self.home / "collection.sqlite")
        self.model = {}
        self.digests = {}

    def expected(self, origin, text):
        before = self.model.get(origin)
        self.model[origin] = text
        if before is None:
            return StoreOutcome.ADDED
        return StoreOutcome.UNCHANGED if before == text else StoreOutcome.CHANGED

    @rule(origin=ORIGINS.filter(lambda origin: not origin.startswith("upload")), text=TEXTS)
    def put(self, origin, text):
        stored = self.collection.put(RawArticle(origin, "題", text))
        assert (stored.id, stored.outcome) == (article_id(origin), self.expected(origin, text))

    @rule(origin=ORIGINS.filter(lambda origin: origin.startswith("upload")), text=TEXTS)
    def send(self, origin, text):
        report = add_bytes(self.collection, text.encode(), origin.rsplit("/", 1)[1], origin)
        outcome = self.expected(origin, text)
        told = {StoreOutcome.ADDED: report.added, StoreOutcome.CHANGED: report.changed}
        assert told.get(outcome, report.unchanged) == (article_id(origin),)
        assert self.collection.upload(origin) == text.encode()

    @rule(files=st.dictionaries(NAMES, TEXTS))
    def synchronise(self, files):
        for path in [*self.articles.rglob("*.txt")]:
            path.unlink()
        for name, text in files.items():
            (self.articles / name).parent.mkdir(exist_ok=True)
            (self.articles / name).write_text(text, encoding="utf-8")
        report = sync_folder(self.collection, self.articles)
        gone = [origin for origin in self.model if origin.startswith("articles/")]
        gone = [origin for origin in gone if origin.removeprefix("articles/") not in files]
        assert sorted(report.removed) == sorted(map(article_id, gone))
        for origin in gone:
            del self.model[origin]
        for name, text in files.items():
            self.expected(f"articles/{name}", text)

    @rule(origin=ORIGINS)
    def remove(self, origin):
        if origin in self.model:
            self.collection.remove(article_id(origin))
            del self.model[origin]
            assert self.collection.upload(origin) is None
            return
        try:
            self.collection.remove(article_id(origin))
        except NotFoundError:
            return
        raise AssertionError(f"{origin} was removed though it was not there")

    @rule()
    def open_again(self):
        self.collection.close()
        self.collection = Collection.open(self.home / "collection.sqlite")

    @invariant()
    def holds_what_the_dictionary_holds(self):
        found = {one.origin: self.collection.get(one.id).text for one in self.collection.summaries()}
        assert found == self.model
        assert self.collection.count() == len(self.model)

    @invariant()
    def a_digest_is_of_what_is_held_whatever_went_before(self):
        hashes = self.collection.hashes()
        assert list(hashes) == sorted(map(article_id, self.model))
        digest = digest_of(hashes)
        held = frozenset(self.model.items())
        assert self.digests.setdefault(held, digest) == digest
        assert len(set(self.digests.values())) == len(self.digests)

    def teardown(self):
        self.collection.close()
        self.folder.cleanup()


CollectionMachine.TestCase.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
TestCollection = CollectionMachine.TestCase
