"""The place in an article that a button of the page opens, as the browser sends it back."""

from pydantic import BaseModel


class Place(BaseModel):
    """A quote or passage in an article: its offsets, the sentence around it, and its text."""

    article_id: str
    start: int
    end: int
    around_start: int
    around_end: int
    words: str

    def stands_in(self, text: str) -> bool:
        """Whether the text is still at this place: the article may have changed since."""
        inside = 0 <= self.around_start <= self.start <= self.end <= self.around_end <= len(text)
        return inside and text[self.start : self.end] == self.words
