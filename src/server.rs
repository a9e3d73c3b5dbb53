//! The preview's server: what a [`Preview`] shows, over HTTP, to browsers on this machine.
//!
//! Goes in: an object that answers for paths below the site's root, and the [`Events`] by which
//! the engine says what changed. Comes out: HTTP/1.1 on a loopback port, and open pages that
//! follow the source (`preview.js`). No file is touched and no path of a disk is known here, so
//! that no spelling of an address can reach one: only the preview's own list is consulted.
//!
//! The protocol is spoken on tokio and [`httparse`] directly, since a preview needs little of it
//! and that little exactly: the request target as it was sent, an answer to a client that is too
//! slow or too long, and an end that waits for nobody. Only GET and HEAD are answered, a body is
//! never read, and a connection on which one was announced is closed.
//!
//! Below the site's root `/-/` belongs to the preview: `/-/events` (server-sent events that carry
//! no content), `/-/problems` (the problems as JSON), and the script and style of the pages.
//!
//! `request` reads a head, `guard` refuses whom it is not for, `respond` finds the answer,
//! `response` puts it into bytes, and `connection` does these in turn for one client.

mod connection;
mod events;
mod guard;
mod pages;
mod request;
mod respond;
mod response;
mod seats;

use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

pub use events::Events;

use guard::Served;
use seats::Seats;

/// What the server shows.
pub trait Preview: Send + Sync + 'static {
    /// The answer for a path below the site's root: percent-decoded, without a slash in front
    /// (`""`, `"themes/x/"`, `"assets/style.css"`). It is called on a thread of its own and may
    /// take its time.
    fn get(&self, path: &str) -> Answer;

    /// The problems of the last load as a JSON array; `"[]"` when there are none.
    ///
    /// The objects are those of `check --format json`. The panel over the page reads `severity`,
    /// `code`, `name`, `message`, `label`, `path`, `line`, `column`, `help` and `related`, and
    /// besides, all optional: `excerpt` (`{"before", "marked", "after"}`, the source line cut at
    /// the ends of the span) and `editor` (the URL that opens the place in the editor).
    fn problems(&self) -> String;
}

/// What a [`Preview`] has at a path.
#[derive(Debug, Clone)]
pub enum Answer {
    /// These bytes; their type follows from the path ([`media_type`](crate::media::media_type)).
    Found(Arc<[u8]>),
    /// These bytes, made from the last good version of a file that cannot be read: which one. The
    /// page says so.
    Kept(Arc<[u8]>, String),
    /// These bytes, which a browser may run and which are none of the site's own: they are served
    /// as they are, and cut off from its origin.
    Foreign(Arc<[u8]>),
    /// What was asked for stands at another path below the root, in the form that
    /// [`Preview::get`] takes.
    Moved(String),
    /// Nothing; the page that says so, as HTML.
    Missing(Vec<u8>),
    /// The report is not loaded yet: a short page waits for [`Events::pages_changed`] and becomes
    /// the page asked for.
    Loading,
    /// It cannot be made; why, as plain text.
    Failed(String),
}

/// Where to serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// A host name or an IP address; `127.0.0.1` unless someone asks for another.
    pub host: String,
    /// The port to try first; 0 takes any.
    pub port: u16,
}

/// How many ports are tried, from the one asked for upwards.
const PORTS: u16 = 100;

/// How many renderings may wait or run at once.
const RENDERINGS: usize = 16;

/// How many waiting clients go when the system has no connection to give, and how long that takes.
const SPARE: usize = 32;
const BREATH: Duration = Duration::from_millis(5);

/// A server that owns its port; clients wait in line until it runs.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    asked: Address,
    hosts: Vec<String>,
}

impl Server {
    /// Takes the port asked for, or the next one that is free.
    ///
    /// # Errors
    /// The host cannot be resolved or is not this machine's, or none of the ports can be had.
    pub fn bind(asked: &Address) -> Result<Self, ServeError> {
        let unusable = |error| ServeError::Address { asked: asked.clone(), error };
        let bare = asked.host.trim_start_matches('[').trim_end_matches(']');
        let resolved: Vec<SocketAddr> =
            (bare, asked.port).to_socket_addrs().map_err(unusable)?.collect();
        // `localhost` is often ::1 and 127.0.0.1; the latter is what every tool finds.
        let mut address =
            resolved.iter().find(|one| one.is_ipv4()).or(resolved.first()).copied().ok_or_else(
                || unusable(io::Error::new(io::ErrorKind::NotFound, "the host has no address")),
            )?;
        let last = asked.port.saturating_add(PORTS - 1);
        let listener = loop {
            match TcpListener::bind(address) {
                Ok(listener) => break listener,
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && address.port() < last => {
                    address.set_port(address.port() + 1);
                }
                Err(error) => return Err(unusable(error)),
            }
        };
        let address = listener.local_addr().map_err(unusable)?;
        Ok(Self { listener, address, asked: asked.clone(), hosts: Vec::new() })
    }

    /// The same for browsers that name it by these hosts, too, as behind a proxy.
    #[must_use]
    pub fn named(self, hosts: &[String]) -> Self {
        Self { hosts: hosts.to_vec(), ..self }
    }

    /// The address and port that were taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether the port asked for was taken by another program, so that this is a later one.
    pub fn is_displaced(&self) -> bool {
        self.asked.port != 0 && self.asked.port != self.address.port()
    }

    /// Whether other machines may reach the server.
    pub fn is_public(&self) -> bool {
        !self.address.ip().is_loopback()
    }

    /// The address for people and browsers, with a slash at its end.
    pub fn url(&self) -> String {
        let port = self.address.port();
        match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => format!("http://127.0.0.1:{port}/"),
            IpAddr::V6(ip) if ip.is_unspecified() => format!("http://[::1]:{port}/"),
            IpAddr::V6(ip) => format!("http://[{ip}]:{port}/"),
            IpAddr::V4(_) => format!("http://{}:{port}/", self.asked.host),
        }
    }

    /// Serves until Ctrl-C or a request to terminate; then ends at once, whoever is connected.
    ///
    /// # Errors
    /// The system gives no event loop, or lets no signal be received.
    pub fn run(self, preview: Arc<dyn Preview>, events: &Events) -> Result<Signal, ServeError> {
        self.run_until(preview, events, signal())?.map_err(ServeError::System)
    }

    /// Serves until a future is ready, and gives what it gives.
    ///
    /// # Errors
    /// The system gives no event loop.
    pub fn run_until<T>(
        self,
        preview: Arc<dyn Preview>,
        events: &Events,
        stop: impl Future<Output = T>,
    ) -> Result<T, ServeError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(RENDERINGS)
            .build()
            .map_err(ServeError::System)?;
        let house = Arc::new(House {
            preview,
            events: events.clone(),
            served: Served::new(
                std::iter::once(&self.asked.host).chain(&self.hosts).map(String::as_str),
            ),
            seats: Arc::new(Seats::default()),
        });
        let ended = runtime.block_on(async {
            tokio::pin!(stop);
            tokio::select! {
                biased;
                ended = &mut stop => Ok(ended),
                error = welcome(self.listener, house) => Err(ServeError::System(error)),
            }
        });
        // A page that is still being rendered is not waited for.
        runtime.shutdown_background();
        ended
    }
}

/// What all connections share.
struct House {
    preview: Arc<dyn Preview>,
    events: Events,
    served: Served,
    seats: Arc<Seats>,
}

/// Gives each client a task of its own; ends only if the listener cannot be used at all.
async fn welcome(listener: TcpListener, house: Arc<House>) -> io::Error {
    let listener =
        listener.set_nonblocking(true).and_then(|()| tokio::net::TcpListener::from_std(listener));
    let listener = match listener {
        Ok(listener) => listener,
        Err(error) => return error,
    };
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if let Some(seat) = house.seats.take() {
                    tokio::spawn(connection::attend(stream, Arc::clone(&house), seat));
                }
            }
            // Out of descriptors, or a client that left while it waited.
            Err(_) => {
                house.seats.free(SPARE);
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

/// What ended the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C; by custom the exit code is 130.
    Interrupt,
    /// A request to terminate; by custom the exit code is 143.
    Terminate,
}

#[cfg(unix)]
async fn signal() -> io::Result<Signal> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(tokio::select! {
        _ = interrupt.recv() => Signal::Interrupt,
        _ = terminate.recv() => Signal::Terminate,
    })
}

#[cfg(not(unix))]
async fn signal() -> io::Result<Signal> {
    tokio::signal::ctrl_c().await.map(|()| Signal::Interrupt)
}

/// Why the server cannot work.
#[derive(Debug)]
pub enum ServeError {
    /// The address cannot be had.
    Address {
        /// What was asked for.
        asked: Address,
        /// What the system says.
        error: io::Error,
    },
    /// The system gives no event loop, or lets no signal be received.
    System(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServeError::Address { asked: Address { host, port }, error } => {
                write!(f, "cannot serve at {host}, port {port}: {error}")
            }
            ServeError::System(error) => write!(f, "cannot serve: {error}"),
        }
    }
}

impl std::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ServeError::Address { error, .. } | ServeError::System(error) => Some(error),
        }
    }
}
