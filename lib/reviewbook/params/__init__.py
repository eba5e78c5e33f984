"""What a manager may change: yaml files, read into frozen models, refused with all their problems at once.

`load` in `params.loading` reads the files of a company; `read_flat` and `check` in
`params.notebook` are for the parameters of a notebook. Nothing is imported here: a
notebook's parameters are checked in a moment, without the models of the company.
"""
