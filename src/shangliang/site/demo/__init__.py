"""示例 demo: a demonstration that the project writes itself, the same everywhere (fixed seed), all people invented.

`places` and `bodies` are the city and its organisations, `people` the cast, `voices` what citizens said,
`story` carries cases through the loop by the same actions as everybody else, `load` runs it once.
"""
