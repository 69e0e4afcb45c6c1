//! Lays a file down for the bank exactly once, however often it is asked to and wherever it dies.
//!
//! The bank takes files away, so whether one is there says nothing about whether it was. What does is a note, made once
//! for each file, that names the whole and safe copy which goes to the bank. That copy is moved, and a move happens at
//! once or not at all: while the copy is there it was not laid down, and when it is gone it was.

use std::{
    fs::{self, File, Permissions},
    io::{self, ErrorKind, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use tempfile::Builder;

use super::BankFolderUnusable;

/// Copies that are not laid down yet. A dot begins what banks' programs leave alone.
const COPIES: &str = ".copies";
/// One note a file, with the name of its copy.
const NOTES: &str = ".notes";

pub fn prepare(out: &Path) -> Result<(), BankFolderUnusable> {
    for folder in [COPIES, NOTES].map(|folder| out.join(folder)) {
        fs::create_dir_all(&folder).map_err(|error| BankFolderUnusable::Folder(folder, error))?;
    }
    Ok(())
}

pub fn lay_down(out: &Path, name: &str, body: &[u8]) -> io::Result<()> {
    let note = out.join(NOTES).join(name);
    if !note.try_exists()? {
        let copy = written(&out.join(COPIES), body)?;
        note_down(out, &note, &copy)?;
    }
    let copy = out.join(COPIES).join(fs::read_to_string(&note)?);
    match fs::rename(copy, out.join(name)) {
        Ok(()) => synced(out),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()), // It was moved before.
        Err(error) => Err(error),
    }
}

/// Whoever notes a copy down first has the file; the copies of others go.
fn note_down(out: &Path, note: &Path, copy: &str) -> io::Result<()> {
    let draft = written(&out.join(COPIES), copy.as_bytes())?;
    let draft = out.join(COPIES).join(draft);
    let noted = fs::hard_link(&draft, note);
    fs::remove_file(draft)?;
    match noted {
        Ok(()) => synced(&out.join(NOTES)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => fs::remove_file(out.join(COPIES).join(copy)),
        Err(error) => Err(error),
    }
}

/// A whole file under a new name, on the disk. It names accounts: nobody reads it but its owner, and the group that
/// carries it to the bank.
fn written(folder: &Path, body: &[u8]) -> io::Result<String> {
    let mut file = Builder::new().permissions(Permissions::from_mode(0o640)).tempfile_in(folder)?;
    file.write_all(body)?;
    file.as_file().sync_all()?;
    let (_, path) = file.keep()?;
    synced(folder)?;
    Ok(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

/// So that a name that was made or moved outlives a loss of power.
fn synced(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
