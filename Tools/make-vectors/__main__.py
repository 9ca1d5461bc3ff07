"""python3 Tools/make-vectors [--check]"""

import sys

from make_vectors import main

sys.exit(main(sys.argv[1:]))
