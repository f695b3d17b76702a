"""WordPress themes and plugins of twenty years, each as a function that prints what its templates print.

A page and the truth about it come from one model (:mod:`~tests.parse.themes.model`), so what a reader makes of the page
can be held against what was meant. The markup follows the templates of the themes named; all words are our own.
"""
