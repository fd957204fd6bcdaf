"""Judges encode_sentence: a sentence becomes a list of numbers, one for each word."""

from __future__ import annotations

from autograder.suite import check, check_unchanged, points, public

VOCABULARY = {
    "like": 4,
    "books": 7,
    "<unk>": 3,
    "i": 0,
    "don't": 9,
    "learning": 1,
    "courses": 5,
    "it's": 8,
    "and": 2,
    "shouldn't've": 6,
}


def vocabulary():
    """A vocabulary of one's own for each call."""
    return dict(VOCABULARY)


@public
@points(1.5)
def test_one_number_for_each_word(encode_sentence):
    """Each word is looked up, in the order of the sentence, as often as it occurs."""
    vocab = {"<unk>": 0, "we": 1, "like": 2, "to": 3, "learn": 4}
    check(encode_sentence("we like to learn to like", vocab), [1, 2, 3, 4, 3, 2])


@public
@points(1)
def test_case_and_punctuation(encode_sentence):
    """Capitals make no difference, and punctuation around a word is not a part of it."""
    vocab = {"<unk>": 0, "books": 1, "i": 2, "like": 3, "really": 4}
    check(encode_sentence("BOOKS? I (really) like books, books!", vocab), [1, 2, 4, 3, 1, 1])


@public
@points(1)
def test_apostrophes_belong_to_the_word(encode_sentence):
    """An apostrophe inside a word is kept, and the typographic one is the same to us."""
    vocab = {"<unk>": 0, "don't": 1, "i": 2, "dont": 3, "don": 4, "t": 5}
    check(encode_sentence("I don't", vocab), [2, 1])
    check(encode_sentence("I don’t", vocab), [2, 1])


@public
@points(0.5)
def test_unknown_words(encode_sentence):
    """A word that is not in the vocabulary has the number of "<unk>", whatever that is."""
    vocab = {"like": 0, "tea": 1, "<unk>": 2}
    check(encode_sentence("coffee drinkers like tea", vocab), [2, 2, 0, 1])


@points(1)
def test_the_reviews_of_the_lecture(encode_sentence):
    """The lecture's reviews, the short one and the long one, to their last word."""
    review = "I don't like learning technology through books"
    longer = "I like learning technology through streaming online courses provided by Javatpoint"
    long_vocabulary = {"learning": 2, "javatpoint": 1, "<unk>": 0, "through": 4, "by": 3}
    check(encode_sentence(review, vocabulary()), [0, 9, 4, 1, 3, 3, 7])
    check(encode_sentence(review.upper() + ".", vocabulary()), [0, 9, 4, 1, 3, 3, 7])
    check(encode_sentence(longer, vocabulary()), [0, 4, 1, 3, 3, 3, 3, 5, 3, 3, 3])
    check(encode_sentence(longer, long_vocabulary), [0, 0, 2, 0, 4, 0, 0, 0, 0, 3, 1])


@points(0.5)
def test_punctuation_before_a_word(encode_sentence):
    """Brackets and quotation marks stand before a word, too."""
    check(encode_sentence('"Books" and (learning) (books and', vocabulary()), [7, 2, 1, 7, 2])
    check(encode_sentence('I like ("courses")', vocabulary()), [0, 4, 5])


@points(0.5)
def test_several_signs_in_a_row(encode_sentence):
    """All punctuation at the end of a word goes, not only one sign."""
    check(encode_sentence("Learning!!! Books?! And courses...", vocabulary()), [1, 7, 2, 5])
    check(encode_sentence("(I like books.); courses: and...", vocabulary()), [0, 4, 7, 5, 2])


@points(0.5)
def test_white_space(encode_sentence):
    """Any white space separates words: several spaces, a tab, a new line."""
    spaces = encode_sentence("  I  like   books ", vocabulary())
    lines = encode_sentence("I\tlike\nbooks and\r\ncourses", vocabulary())
    check(spaces, [0, 4, 7])
    check(lines, [0, 4, 7, 2, 5])


@points(1)
def test_apostrophes_among_other_signs(encode_sentence):
    """Words with apostrophes lose the punctuation around them, and keep what is inside."""
    check(encode_sentence("It’s books, I SHOULDN’T’VE, DON’T!", vocabulary()), [8, 7, 0, 6, 9])
    check(encode_sentence("(don't) \"it's\" it’s.", vocabulary()), [9, 8, 8])
    check(encode_sentence("I shouldn’t’ve!", vocabulary()), [0, 6])


@points(1)
def test_signs_inside_a_word(encode_sentence):
    """Only white space separates words, and what stands inside a word belongs to it."""
    vocab = {"<unk>": 3, "e.g": 1, "3.5": 4, "and/or": 13, "café": 6, "2nd": 12, "i": 0}
    vocab |= {"like": 11, "the": 5, "naïve": 7}
    signs = encode_sentence("I like (e.g.) the 3.5, and/or", dict(vocab))
    letters = encode_sentence("The café, the 2nd!", dict(vocab))
    more_signs = encode_sentence("And/or the 3.5?", dict(vocab))
    more_letters = encode_sentence("2nd: naïve.", dict(vocab))
    check(signs, [0, 11, 1, 5, 4, 13])
    check(letters, [5, 6, 5, 12])
    check(more_signs, [13, 5, 4])
    check(more_letters, [12, 7])


@points(0.5)
def test_words_that_look_alike(encode_sentence):
    """A word that only looks like one in the vocabulary is unknown."""
    check(encode_sentence("book likes", vocabulary()), [3, 3])
    check(encode_sentence("Likes: course, learn!", vocabulary()), [3, 3, 3])


@points(0.5)
def test_a_single_word(encode_sentence):
    """One word gives a list of one number, the one that the vocabulary at hand has for it."""
    check(encode_sentence("Courses", vocabulary()), [5])
    check(encode_sentence("tea.", vocabulary()), [3])
    check(encode_sentence("Courses", {"<unk>": 1, "courses": 2}), [2])
    check(encode_sentence("tea.", {"tea": 0, "<unk>": 1}), [0])


@points(0.5)
def test_vocabulary_is_left_unchanged(encode_sentence, reference):
    """Unknown words don't enter the vocabulary."""
    for sentence in ("coffee and tea", "I like tea"):
        expected = reference.encode_sentence(sentence, vocabulary())
        check(check_unchanged(encode_sentence, sentence, vocabulary()), expected)
