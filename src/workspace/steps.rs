//! Owns what an import or a bulk edit will do until it is agreed to: one step after the other in a file
//! without a name, so that nothing is left of it when the program goes. Memory does not grow with their number.
//! Must not know what the steps are for.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use crate::customer::Step;

pub struct Steps {
    out: BufWriter<File>,
}

impl Steps {
    /// In the folder of the workspace: what the system has for such files may lie in memory.
    pub fn new(folder: &Path) -> io::Result<Steps> {
        Ok(Steps {
            out: BufWriter::new(tempfile::tempfile_in(folder)?),
        })
    }

    pub fn add(&mut self, step: &Step) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, step).map_err(io::Error::from)?;
        self.out.write_all(b"\n")?;
        Ok(())
    }

    /// All steps, in order.
    pub fn read(mut self) -> io::Result<impl Iterator<Item = io::Result<Step>>> {
        self.out.flush()?;
        let mut file = self.out.into_inner().map_err(|error| error.into_error())?;
        file.seek(SeekFrom::Start(0))?;
        let lines = BufReader::new(file).lines();
        Ok(lines.map(|line| serde_json::from_str(&line?).map_err(io::Error::from)))
    }
}
