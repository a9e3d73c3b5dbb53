//! One client, from its first byte to its last.
//!
//! Nothing is waited for without an end: a head has seconds to arrive, an answer to be taken, and
//! who is waited for gives way to others when seats are short. Only an open page that is told of
//! changes may stay as long as it likes.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::House;
use super::events::Event;
use super::request::{self, Method, Request};
use super::respond::respond;
use super::response::{Body, Refusal, Response};
use super::seats::Seat;

/// How long a connection may stand idle.
const IDLE: Duration = Duration::from_secs(60);
/// How long the head of a request may take from its first byte.
const HEAD: Duration = Duration::from_secs(5);
/// How long a client may take none of its answer.
const STALL: Duration = Duration::from_secs(10);
/// How long, and for how many bytes, a refused client is heard out, so that it reads the refusal.
const LINGER: (Duration, usize) = (Duration::from_secs(1), 4 << 20);
/// How often a quiet event stream shows that it is alive.
const PULSE: Duration = Duration::from_secs(15);
/// The most that is written at once.
const CHUNK: usize = 64 << 10;

/// Serves one client until it leaves or must go.
pub(super) async fn attend(mut stream: TcpStream, house: Arc<House>, mut seat: Seat) {
    let local = stream.local_addr().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |local| local.ip());
    // Without it small answers may wait for the client's acknowledgement; with neither it works.
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::new();
    loop {
        let (response, method, stays) = match next(&mut stream, &mut buffer, &seat).await {
            Next::Request(request) => {
                let (method, stays) = (request.method, request.stays);
                (respond(request, &house, local).await, method, stays)
            }
            Next::Refused(refusal) => (refusal.into(), Method::Get, false),
            Next::Gone => return,
        };
        if matches!(response.body, Body::Events) {
            if seat.listen() {
                // The client left; there is nobody to tell.
                let _ = tell(&mut stream, &response, &house).await;
                return;
            }
            let refusal = Refusal { status: 503, words: "Too many pages are open." };
            let _ = write(&mut stream, &refusal.into(), method, false, &seat).await;
            return;
        }
        if write(&mut stream, &response, method, stays, &seat).await.is_err() {
            return;
        }
        if !stays {
            return linger(stream).await;
        }
    }
}

/// What comes from a client.
enum Next {
    Request(Request),
    Refused(Refusal),
    Gone,
}

/// Reads the next head. What follows it stays in the buffer.
async fn next(stream: &mut TcpStream, buffer: &mut Vec<u8>, seat: &Seat) -> Next {
    let mut deadline = Instant::now() + if buffer.is_empty() { IDLE } else { HEAD };
    loop {
        match request::read(buffer) {
            Ok(Some((request, length))) => {
                buffer.drain(..length);
                return Next::Request(request);
            }
            Ok(None) => {}
            Err(refusal) => return Next::Refused(refusal),
        }
        let was_idle = buffer.is_empty();
        let received = seat.wait(timeout_at(deadline, receive(stream, buffer))).await;
        match received {
            Some(Ok(Ok(1..))) if was_idle => deadline = Instant::now() + HEAD,
            Some(Ok(Ok(1..))) => {}
            Some(Err(_)) if !was_idle => {
                return Next::Refused(Refusal { status: 408, words: "The request is too slow." });
            }
            _ => return Next::Gone,
        }
    }
}

/// Receives some bytes; an idle connection has no buffer.
async fn receive(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<usize> {
    stream.readable().await?;
    buffer.reserve_exact(2 << 10);
    let room = (request::HEAD + 1).saturating_sub(buffer.len()).max(1);
    let received = (&mut *stream).take(room as u64).read_buf(buffer).await?;
    Ok(received)
}

/// Writes an answer, as fast as the client takes it.
async fn write(
    stream: &mut TcpStream,
    response: &Response,
    method: Method,
    stays: bool,
    seat: &Seat,
) -> io::Result<()> {
    let mut first = response.head(stays).into_bytes();
    let body = match &response.body {
        Body::Bytes(bytes, range) if method != Method::Head => &bytes[range.clone()],
        _ => &[],
    };
    let (with_head, rest) = body.split_at(body.len().min(CHUNK));
    first.extend_from_slice(with_head);
    for mut chunk in std::iter::once(first.as_slice()).chain(rest.chunks(CHUNK)) {
        while !chunk.is_empty() {
            let taken = seat.wait(timeout(STALL, stream.write(chunk))).await;
            let taken = taken.ok_or(io::ErrorKind::ConnectionAborted)???;
            if taken == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            chunk = &chunk[taken..];
        }
    }
    Ok(())
}

/// Ends a connection so that the client gets to read the last answer: closing at once, with bytes
/// from it unread, would make its system throw the answer away.
async fn linger(mut stream: TcpStream) {
    let _ = stream.shutdown().await;
    let (time, most) = LINGER;
    let mut sink = vec![0; 4 << 10];
    let drain = async {
        let mut heard = 0;
        while let Ok(count @ 1..) = stream.read(&mut sink).await {
            heard += count;
            if heard > most {
                break;
            }
        }
    };
    let _ = timeout(time, drain).await;
}

/// Tells an open page of changes until it leaves.
async fn tell(stream: &mut TcpStream, response: &Response, house: &House) -> io::Result<()> {
    let mut events = house.events.subscribe();
    let (mut from, mut to) = stream.split();
    let mut words = response.head(false) + "retry: 500\n\n";
    // The page compares the state with its own, so that no change before this moment is missed.
    words.push_str(&Event::State.frame(house.events.revision()));
    let mut heard = [0; 256];
    loop {
        timeout(STALL, to.write_all(words.as_bytes())).await??;
        words = tokio::select! {
            event = events.recv() => {
                let revision = house.events.revision();
                match event {
                    Ok(event) => event.frame(revision),
                    // Too slow for all of them: a script may have been among them.
                    Err(RecvError::Lagged(_)) => {
                        Event::Problems.frame(revision) + &Event::Scripts.frame(revision)
                    }
                    Err(RecvError::Closed) => return Ok(()),
                }
            }
            heard = from.read(&mut heard) => match heard? {
                0 => return Ok(()),
                _ => String::new(),
            },
            () = sleep(PULSE) => ":\n\n".to_owned(),
        };
    }
}
