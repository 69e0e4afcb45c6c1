use tempfile::{TempDir, tempdir, tempdir_in};

/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";
/// Enough for the databases of all stories that are told at once, and for those of stories that failed, which stay.
const ROOM: u64 = 2 << 30;

/// A folder for the time being: in memory where there is room, because a story waits for no disk. A database that is
/// made and dropped costs a disk's file system far more than the story that is told in it.
///
/// # Panics
/// Where there is no place for temporary files.
pub fn scratch() -> TempDir {
    let folder = if has_room(MEMORY) { tempdir_in(MEMORY) } else { tempdir() };
    folder.expect("there is a place for temporary files")
}

fn has_room(folder: &str) -> bool {
    rustix::fs::statvfs(folder).is_ok_and(|place| place.f_bavail.saturating_mul(place.f_frsize) >= ROOM)
}
