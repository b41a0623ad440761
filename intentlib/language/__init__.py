"""English as it is used about calls: acts and objects, plain words and their likes.

What naming and themes know of language: ``phrases`` reads a wording as an act and an object, with
``openers``, ``verbs`` and ``wordlists``; ``hearing`` and ``meanings`` tell which words stand for
one another in a file; ``nouns`` and ``titles`` write names as a person would.
"""
