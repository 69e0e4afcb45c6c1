use std::{
    fs,
    io::{self, Write},
    path::Path,
};

/// The content of a file of the data directory, which is made at the first start and readable by its owner alone. Of
/// several processes that make it at once, all read what the first one wrote.
pub fn read_or_make<E: From<io::Error>>(
    data_dir: &Path,
    name: &str,
    make: impl FnOnce() -> Result<Vec<u8>, E>,
) -> Result<Vec<u8>, E> {
    let file = data_dir.join(name);
    match fs::read(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(data_dir)?;
            keep_first(&file, &make()?)?;
            Ok(fs::read(&file)?)
        }
        read => Ok(read?),
    }
}

/// Writes the file whole or not at all, and leaves alone what another process wrote first.
fn keep_first(file: &Path, content: &[u8]) -> io::Result<()> {
    let draft = file.with_extension(format!("{}.draft", std::process::id()));
    write_for_owner(&draft, content)?;
    let linked = fs::hard_link(&draft, file);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn write_for_owner(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(content)?;
    file.sync_all()
}
