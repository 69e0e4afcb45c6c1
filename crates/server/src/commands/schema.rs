use anyhow::Result;

use super::say;

/// Prints the published schema; needs no database.
pub fn schema() -> Result<()> {
    say(gateway::sdl().trim_end())?;
    Ok(())
}
