"""Extraction: section 9.4 of the specification.

Each file is written under a temporary name, and gets its own name only when its digest is proven. Every
folder is opened by itself, below the folder before it and never through a link (openat, O_NOFOLLOW), so
that no path can lead out of the target folder, even while somebody changes that folder.
"""

import hashlib
import os
import secrets
import stat

from primitives import show
from verify import Verification
from contents import Sink

FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
CHUNK = 1 << 20


class Extractor(Sink):
    """Writes the payload into a folder: `data/a/b.md` becomes `a/b.md`. With `whole_bag`, writes the whole
    bag, as a tar would: `NAME/bagit.txt`, `NAME/data/a/b.md`."""

    def __init__(self, target, whole_bag):
        self.root = os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self.whole_bag = whole_bag
        self.verification = None        # set by `extract`
        self.container_bytes = None     # None on a pipe
        self.errors = []                # what could not be written
        self.written_bytes = 0
        self.files = 0
        self.top = None
        self._file = None               # (descriptor, temporary name) of the file that is being written
        self._about = None              # its path, time, executable bit
        self._full = False

    # Called by Contents, in the order of the tar.

    def tag_files(self, top, files):
        self.top = top
        if not self.whole_bag:
            return
        for name, (data, proven) in files.items():
            if proven:
                self.begin(name, len(data), 0, False)
                self.data(data)
                self.end(True)

    def folder(self, path, mtime):
        try:
            os.close(self._open_folder(self._names(path)))
        except OSError as error:
            self._failed(path, error)

    def begin(self, path, size, mtime, executable):
        self._about = (path, mtime, executable)
        self._file = None
        if self._full:
            return
        try:
            temporary = ".stele-" + secrets.token_hex(12)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            self._file = (os.open(temporary, flags, 0o600, dir_fd=self.root), temporary)
        except OSError as error:
            self._failed(path, error)

    def data(self, data):
        if not self._file:
            return
        self.written_bytes += len(data)
        most = self._most_bytes()
        if self.written_bytes > most:
            self._full = True
            self.verification.contents.fault("E121", f"more than {most} bytes come out; extraction stops here",
                                             self._about[0])
            self._discard()
            return
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._file[0], view):]
        except OSError as error:
            self._failed(self._about[0], error)
            self._discard()

    def end(self, proven):
        if not self._file:
            return
        path, mtime, executable = self._about
        if not proven:
            self._discard()
            return
        descriptor, temporary = self._file
        try:
            os.fchmod(descriptor, 0o755 if executable else 0o644)
            set_time(descriptor, mtime)
            *folders, name = self._names(path)
            folder = self._open_folder(folders)
            try:
                self._name(temporary, name, folder)
            finally:
                os.close(folder)
            os.close(descriptor)
            self._file = None
            self.files += 1
        except OSError as error:
            self._failed(path, error)
            self._discard()

    def link(self, path, target, mtime, executable, proven):
        """A link is written as a copy of its own. The target may have been changed since it was written here,
        so what is read is counted and compared again."""
        if not proven or target is None:
            return
        try:
            *folders, name = self._names(target)
            folder = self._open_folder(folders)
            try:
                source = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
            finally:
                os.close(folder)
        except OSError as error:
            self._failed(path, error)
            return
        try:
            if not stat.S_ISREG(os.fstat(source).st_mode):
                raise OSError(None, "its target was changed during the extraction")
            self.begin(path, 0, mtime, executable)
            digest = hashlib.sha256()
            while data := os.read(source, CHUNK):
                digest.update(data)
                self.data(data)
            if digest.hexdigest() != self.verification.contents.manifest.digest(path):
                self.end(False)
                raise OSError(None, "its target was changed during the extraction")
            self.end(True)
        except OSError as error:
            self._failed(path, error)
        finally:
            os.close(source)

    def _most_bytes(self):
        """Section 10: how many bytes may come out. On a pipe the size of the container is not known; there,
        what has passed by counts."""
        size = self.container_bytes or self.verification.source.offset
        return self.verification.limits.output(size)

    # How names are made.

    def _names(self, path):
        if self.whole_bag:
            return [self.top, *path.split(b"/")]
        return path.split(b"/")[1:]

    def _open_folder(self, names):
        """A descriptor of the folder, made if it is not there. No name may be a link."""
        folder = os.dup(self.root)
        for name in names:
            try:
                try:
                    os.mkdir(name, 0o755, dir_fd=folder)
                except FileExistsError:
                    pass
                below = os.open(name, FOLDER_FLAGS, dir_fd=folder)
            finally:
                os.close(folder)
            folder = below
        return folder

    def _name(self, temporary, name, folder):
        """Gives the file its name, but never takes the name from another file."""
        try:
            # A hard link fails where the name is taken; a rename would write over it.
            os.link(temporary, name, src_dir_fd=self.root, dst_dir_fd=folder, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:
            # FAT has no hard links.
            try:
                os.stat(name, dir_fd=folder, follow_symlinks=False)
            except FileNotFoundError:
                os.rename(temporary, name, src_dir_fd=self.root, dst_dir_fd=folder)
                return
            raise FileExistsError(None, "File exists") from None
        os.unlink(temporary, dir_fd=self.root)

    def _discard(self):
        if self._file:
            descriptor, temporary = self._file
            self._file = None
            os.close(descriptor)
            try:
                os.unlink(temporary, dir_fd=self.root)
            except OSError as error:
                self._failed(os.fsencode(temporary), error)

    def _failed(self, path, error):
        self.errors.append(f"{show(path)}: {error.strerror or error}")

    def close(self):
        self._discard()
        os.close(self.root)


def extract(stream, target, whole_bag, limits=None):
    """Verifies a package and writes its files below `target`, in one pass."""
    os.makedirs(target, exist_ok=True)
    extractor = Extractor(target, whole_bag)
    extractor.verification = verification = Verification(stream, limits, sink=extractor)
    status = os.fstat(stream.fileno())
    if stat.S_ISREG(status.st_mode):
        extractor.container_bytes = status.st_size
    try:
        verification.run()
    finally:
        extractor.close()
    return verification, extractor


def set_time(descriptor, mtime):
    try:
        os.utime(descriptor, (mtime, mtime))
    except (OSError, OverflowError):
        pass            # a file system that does not know this time; the content is what counts
