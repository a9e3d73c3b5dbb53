//! Whom the preview is for: people at this machine's browsers, not other sites in them.
//!
//! A name that an attacker points at this machine is refused by its Host field (DNS rebinding);
//! a page of another origin is refused by what its browser says of it. No answer ever permits
//! reading across origins.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::request::Request;
use super::response::Refusal;

/// The hosts that are served.
#[derive(Debug)]
pub(super) struct Served {
    /// The host that was asked for and those that are allowed besides, lower-case.
    names: Vec<String>,
}

/// A host and, where it is said, a port.
#[derive(Debug, PartialEq, Eq)]
enum Host<'a> {
    Name(&'a str),
    Ip(IpAddr),
}

impl Served {
    /// The names of this machine for itself, and these hosts.
    pub(super) fn new<'a>(hosts: impl IntoIterator<Item = &'a str>) -> Self {
        let bare = |host: &str| host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let names = hosts.into_iter().map(|host| bare(host).to_ascii_lowercase());
        Self { names: names.collect() }
    }

    /// Whether a request is for this server and from where it may come; `local` is the address
    /// at which it arrived.
    pub(super) fn admit(&self, request: &Request, local: IpAddr) -> Result<(), Refusal> {
        let mut hosts = request.values("host");
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err(Refusal::bad("A request must name exactly one host."));
        };
        let host = str::from_utf8(host).map_err(|_| Refusal::bad("The host name is not valid."))?;
        self.admit_host(host, local)?;
        let host = match &request.target.authority {
            Some(authority) => {
                self.admit_host(authority, local)?;
                authority
            }
            None => host,
        };
        admit_origin(request, host, self.schemes(host))
    }

    /// How the address of a page may begin that was asked for under a host: a proxy may have taken
    /// the encryption off.
    fn schemes(&self, host: &str) -> &'static [&'static str] {
        match read(host) {
            Some(Host::Name(name)) if self.names.contains(&name.to_ascii_lowercase()) => {
                &["http://", "https://"]
            }
            _ => &["http://"],
        }
    }

    fn admit_host(&self, authority: &str, local: IpAddr) -> Result<(), Refusal> {
        let host = read(authority).ok_or(Refusal::bad("The host name is not valid."))?;
        let is_ours = match host {
            Host::Name(name) => {
                let name = name.to_ascii_lowercase();
                name == "localhost" || name.ends_with(".localhost") || self.names.contains(&name)
            }
            // The address at which the request arrived cannot be lent to a foreign name.
            Host::Ip(ip) => {
                ip == Ipv4Addr::LOCALHOST
                    || ip == Ipv6Addr::LOCALHOST
                    || ip == local.to_canonical()
                    || self.names.iter().any(|name| name.parse() == Ok(ip))
            }
        };
        if is_ours {
            return Ok(());
        }
        Err(Refusal { status: 403, words: "This preview does not accept requests for that host." })
    }
}

/// Refuses what another origin asks for, except that a link to the preview may be followed.
///
/// An origin is the preview's own when it is the host that was asked for, port included: that is
/// the address in the browser, whichever port it was forwarded from.
///
/// See <https://www.w3.org/TR/fetch-metadata/>; programs that are no browsers send no such fields.
fn admit_origin(request: &Request, host: &str, schemes: &[&str]) -> Result<(), Refusal> {
    let refused =
        Refusal { status: 403, words: "This preview does not accept requests from other origins." };
    let is_own = |origin: &[u8]| {
        let own = schemes.iter().find_map(|scheme| origin.strip_prefix(scheme.as_bytes()));
        own.is_some_and(|own| own.eq_ignore_ascii_case(host.as_bytes()))
    };
    if request.values("origin").any(|origin| !is_own(origin)) {
        return Err(refused);
    }
    let foreign =
        request.values("sec-fetch-site").any(|site| !matches!(site, b"same-origin" | b"none"));
    let follows_link = request.value("sec-fetch-mode") == Some("navigate")
        && request.value("sec-fetch-dest") == Some("document");
    if foreign && !follows_link { Err(refused) } else { Ok(()) }
}

/// Reads a host with or without a port. Which port is no matter: where ports are forwarded, a
/// browser names another than the one that is listened on, and a name that is lent to this machine
/// is found by the name.
fn read(authority: &str) -> Option<Host<'_>> {
    let (host, rest) = if let Some(bracketed) = authority.strip_prefix('[') {
        let (ip, rest) = bracketed.split_once(']')?;
        (Host::Ip(IpAddr::V6(ip.parse().ok()?)), rest)
    } else {
        let (name, rest) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_name) {
            return None;
        }
        (name.parse().map_or(Host::Name(name), |ip| Host::Ip(IpAddr::V4(ip))), rest)
    };
    let is_port = match rest.strip_prefix(':') {
        None => rest.is_empty(),
        Some("") => true,
        Some(digits) => {
            digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<u16>().is_ok()
        }
    };
    is_port.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn hosts_of_this_machine_are_served_and_others_are_not() {
        let served = Served::new(["preview.lan", "Docs.Example"]);
        for (host, status) in [
            ("localhost", 200),
            ("LocalHost:3000", 200),
            ("report.localhost:3000", 200),
            ("127.0.0.1:3000", 200),
            ("[::1]:3000", 200),
            ("[0:0:0:0:0:0:0:1]", 200),
            ("Preview.lan:3000", 200),
            ("localhost:", 200),
            ("localhost:8080", 200),
            ("127.0.0.1:8080", 200),
            ("docs.example", 200),
            ("docs.example:443", 200),
            ("evil.docs.example", 403),
            ("evil.example", 403),
            ("localhost.evil.example:3000", 403),
            ("xlocalhost", 403),
            ("127.0.0.1.nip.io:3000", 403),
            ("10.0.0.1:3000", 403),
            ("0.0.0.0:3000", 403),
            ("[::ffff:7f00:1]:3000", 403),
            ("localhost:80:80", 400),
            ("localhost:x", 400),
            ("localhost:+80", 400),
            ("localhost:99999", 400),
            ("localhost@evil", 400),
            ("local host", 400),
            ("", 400),
            (":3000", 400),
            ("[::1", 400),
            ("[::1]x", 400),
        ] {
            let got =
                served.admit_host(host, LOCAL).map_or_else(|refusal| refusal.status, |()| 200);
            assert_eq!(got, status, "{host:?}");
        }
    }

    #[test]
    fn address_of_arrival_is_served() {
        let served = Served::new(["0.0.0.0"]);
        let local = IpAddr::V4(Ipv4Addr::new(192, 168, 1, 5));
        assert!(served.admit_host("192.168.1.5:80", local).is_ok());
        assert!(served.admit_host("192.168.1.6:80", local).is_err());
    }
}
