"""Pages of the reference, written from the code and the params at each build; none of them is kept.

Each module has one function for each page: it takes the folder of the checkout, where it reads params, and gives Markdown.
"""
