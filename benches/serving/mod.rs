//! A preview that runs: how it is started, asked, and looked at.

#![allow(clippy::disallowed_methods, reason = "what the system says of a process is in files")]

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::contestants::Contestant;

/// Nothing takes longer; what is not there by then has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// How long a server may take to come up.
const START: Duration = Duration::from_secs(120);
/// How long to wait before asking again for what is not there yet.
const AGAIN: Duration = Duration::from_millis(2);

/// A preview, which ends with the value.
#[derive(Debug)]
pub(crate) struct Serving {
    child: Child,
    address: SocketAddr,
    /// What it says.
    log: PathBuf,
}

/// How long a preview took to come up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    /// Until anything was answered, were it only that the report is loading.
    pub(crate) answered: Duration,
    /// Until the home page was.
    pub(crate) shown: Duration,
}

/// The memory that a process holds, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    pub(crate) resident: u64,
    /// The most so far.
    pub(crate) peak: u64,
}

impl Serving {
    /// Starts a preview; says how long it took until the home page was answered.
    pub(crate) fn start(contestant: &Contestant) -> Result<(Self, Start), Box<dyn Error>> {
        let address = free_address()?;
        let log = contestant.folder.with_extension("log");
        let said = File::create(&log)?;
        let mut command = Command::new(&contestant.program);
        command.args(contestant.serve).arg(address.port().to_string());
        command.current_dir(&contestant.folder).stdin(Stdio::null());
        command.stdout(said.try_clone()?).stderr(said);
        let begin = Instant::now();
        let mut serving = Self { child: command.spawn()?, address, log };
        serving.wait("/", START, |_| true)?;
        let answered = begin.elapsed();
        serving.wait("/", START, is_shown)?;
        Ok((serving, Start { answered, shown: begin.elapsed() }))
    }

    /// Where it serves.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until there is a page at a path.
    pub(crate) fn wait_for(&mut self, path: &str) -> Result<(), Box<dyn Error>> {
        self.wait(path, PATIENCE, is_shown)
    }

    /// Asks for a path until the status of the answer is as it should be.
    fn wait(
        &mut self,
        path: &str,
        most: Duration,
        wanted: impl Fn(u16) -> bool,
    ) -> Result<(), Box<dyn Error>> {
        let begin = Instant::now();
        loop {
            if get(self.address, path).is_ok_and(|(status, _)| wanted(status)) {
                return Ok(());
            }
            let ended = self.child.try_wait()?;
            if ended.is_some() || begin.elapsed() > most {
                let said = fs::read_to_string(&self.log)?;
                return Err(format!("there is no {path} after {most:?}; {ended:?}: {said}").into());
            }
            thread::sleep(AGAIN);
        }
    }

    /// The memory that it holds, where the system tells.
    pub(crate) fn memory(&self) -> Option<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let number = line.trim().strip_suffix(" kB")?;
            number.parse::<u64>().ok().map(|number| number * 1024)
        };
        Some(Memory { resident: bytes("VmRSS:")?, peak: bytes("VmHWM:")? })
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How many programs ran or waited for a processor during the last minute, where the system tells.
pub(crate) fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// Whether a status says that there is a page. One that waits for the report is none: the service is
/// not available yet.
fn is_shown(status: u16) -> bool {
    status == 200
}

/// The status and the body of the answer for a path.
pub(crate) fn get(address: SocketAddr, path: &str) -> io::Result<(u16, String)> {
    let mut stream = ask(address, path)?;
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply)?;
    let reply = String::from_utf8_lossy(&reply);
    let (head, body) = reply.split_once("\r\n\r\n").unwrap_or((&reply, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.ok_or(io::ErrorKind::InvalidData)?, body.to_owned()))
}

/// Sends a request; the older version of the protocol has answers in one piece.
pub(crate) fn ask(address: SocketAddr, path: &str) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    Ok(stream)
}

/// An address whose port nobody has.
fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}
