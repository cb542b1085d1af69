#!/usr/bin/env python3
"""Writes the migrations, in order, as one C table: embed.py OUT NNN_name.sql..."""
import os
import re
import sys

out, files = sys.argv[1], sorted(sys.argv[2:], key=os.path.basename)
rows = []
for number, path in enumerate(files, start=1):
    name = os.path.basename(path)
    if not re.fullmatch(r"%03d_[a-z_]+\.sql" % number, name):
        sys.exit("%s: migrations are numbered without a gap; expected %03d_name.sql" % (name, number))
    text = open(path, encoding="ascii").read()
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    lines = "\n".join('     "%s\\n"' % line for line in escaped.splitlines())
    rows.append('    {"%s",\n%s},' % (name, lines))
with open(out, "w", encoding="ascii") as c:
    c.write('#include "store/migrate.h"\n\nconst struct migration MIGRATIONS[] = {\n')
    c.write("\n".join(rows))
    c.write("\n};\nconst int MIGRATIONS_COUNT = %d;\n" % len(rows))
