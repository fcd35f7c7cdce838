//! Request lines as clients send them, and what hyper is given instead.

use super::*;
use crate::server::targets::MOST_WAITING;
use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const PATIENCE: Patience = Patience {
    head: Duration::from_secs(5),
    silence: Duration::from_secs(5),
};

/// What hyper would read, and the targets, of bytes that come in pieces of some size.
async fn mend(input: &[u8], piece: usize) -> (Vec<u8>, Vec<Target>) {
    let (mut client, server) = tokio::io::duplex(piece.max(1));
    let targets = Targets::default();
    let mut mended = Mended::new(server, targets.clone(), PATIENCE);
    let input = input.to_vec();
    let sender = tokio::spawn(async move {
        // The reader may have had enough before the end.
        let _ = client.write_all(&input).await;
        drop(client);
    });
    let (mut out, mut taken) = (Vec::new(), Vec::new());
    let mut chunk = [0; 4096];
    loop {
        let len = mended.read(&mut chunk).await.unwrap();
        if len == 0 {
            break;
        }
        out.extend_from_slice(&chunk[..len]);
        taken.extend(std::iter::from_fn(|| targets.take()));
    }
    taken.extend(std::iter::from_fn(|| targets.take()));
    drop(mended);
    sender.await.unwrap();
    (out, taken)
}

fn query(text: &str) -> Target {
    Target::Query(Bytes::copy_from_slice(text.as_bytes()))
}

#[tokio::test]
async fn a_raw_target_becomes_a_plain_line_and_a_query() {
    for (line, path, wanted) in [
        (
            r#"GET /c?a=save&d={"n":"A B <#>"} HTTP/1.1"#,
            "/c",
            r#"a=save&d={"n":"A B <#>"}"#,
        ),
        ("GET https://www.apptivo.com/c?a=1 HTTP/1.1", "/c", "a=1"),
        ("GET HTTP://x?a=1 HTTP/1.1", "/", "a=1"),
        (
            "GET /c?a=1\r\n&b=2\n&c HTTP/1.1 x HTTP/1.1",
            "/c",
            "a=1\r\n&b=2\n&c HTTP/1.1 x",
        ),
        ("GET /a b{?x HTTP/1.1", "/a%20b%7B", "x"),
        ("GET  /c?a=ü  HTTP/1.1", "/c", "a=ü"),
    ] {
        let input = format!("\r\n{line}\r\nHost: x\r\n\r\n");
        for piece in [1, 7, 4096] {
            let (out, targets) = mend(input.as_bytes(), piece).await;
            let text = String::from_utf8(out).unwrap();
            assert_eq!(
                text,
                format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"),
                "{line}"
            );
            assert_eq!(targets, [query(wanted)], "{line}");
        }
    }
}

#[tokio::test]
async fn requests_behind_each_other_and_behind_bodies_are_all_mended() {
    let input = "POST /c?x={\"a\"} HTTP/1.1\r\nContent-Length: 24\r\n\r\nGET /not-a HTTP/1.1\r\n\r\n.\
                 POST /c?y=[\"b\"] HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nGET \r\n0\r\n\r\n\
                 GET /c?z=\"c\" HTTP/1.0\r\n\r\n";
    for piece in [1, 3, 64, 4096] {
        let (out, targets) = mend(input.as_bytes(), piece).await;
        let wanted = [query("x={\"a\"}"), query("y=[\"b\"]"), query("z=\"c\"")];
        assert_eq!(targets, wanted, "{piece}");
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("GET /not-a HTTP/1.1\r\n\r\n.POST /c HTTP/1.1"));
        assert!(text.ends_with("GET /c HTTP/1.0\r\n\r\n"));
    }
}

#[tokio::test]
async fn a_client_that_runs_ahead_is_held_back_and_loses_nothing() {
    let count = MOST_WAITING * 5;
    let input: String = (0..count)
        .map(|n| format!("GET /c?{n} HTTP/1.1\r\n\r\n"))
        .collect();
    let (out, targets) = mend(input.as_bytes(), 100_000).await;
    assert_eq!(targets.len(), count);
    assert_eq!(targets.last(), Some(&query(&(count - 1).to_string())));
    assert_eq!(out, b"GET /c HTTP/1.1\r\n\r\n".repeat(count));
}

#[tokio::test]
async fn long_targets_pass_and_endless_heads_are_refused() {
    let long = "x".repeat(200_000);
    let (_, targets) = mend(format!("GET /c?{long} HTTP/1.1\r\n\r\n").as_bytes(), 4096).await;
    assert_eq!(targets, [query(&long)]);
    let endless = "x".repeat(MOST_HEAD + CHUNK);
    let (_, targets) = mend(format!("GET /c?{endless}").as_bytes(), 65_536).await;
    assert_eq!(targets, [Target::TooLong]);
    for nonsense in [
        "hello\r\n\r\n",
        "GET /\r\nHost: x\r\n\r\n",
        " / HTTP/1.1\r\n\r\n",
    ] {
        let (_, targets) = mend(nonsense.as_bytes(), 4096).await;
        assert_eq!(targets, [Target::Malformed], "{nonsense}");
    }
}

#[tokio::test]
async fn a_client_that_dawdles_is_given_up() {
    let patience = Patience {
        head: Duration::from_millis(20),
        silence: Duration::from_millis(20),
    };
    for begun in [
        "",
        "GET /c?x",
        "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc",
    ] {
        let (mut client, server) = tokio::io::duplex(1024);
        let mut mended = Mended::new(server, Targets::default(), patience);
        client.write_all(begun.as_bytes()).await.unwrap();
        let mut out = Vec::new();
        let error = mended.read_to_end(&mut out).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{begun}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_in_any_pieces_give_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..300), piece in 1usize..64) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let whole = runtime.block_on(mend(&bytes, 4096));
        let pieces = runtime.block_on(mend(&bytes, piece));
        prop_assert_eq!(whole, pieces);
    }
}

proptest! {
    /// A body goes on as it came whatever its pieces are, and the next request is found behind it.
    #[test]
    fn a_body_of_known_length_is_passed_on_byte_for_byte(
        body in proptest::collection::vec(any::<u8>(), 0..5000),
        piece in 1usize..3000,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let head = format!("POST /c HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len());
        let input = [head.as_bytes(), &body, b"GET /d?x={\"y\"} HTTP/1.1\r\n\r\n"].concat();
        let (out, targets) = runtime.block_on(mend(&input, piece));
        let wanted = [head.as_bytes(), &body, b"GET /d HTTP/1.1\r\n\r\n"].concat();
        prop_assert_eq!(out, wanted);
        prop_assert_eq!(targets, [query(""), query("x={\"y\"}")]);
    }
}

#[tokio::test]
async fn head_and_body_of_an_answer_go_out_together() {
    let (mut client, socket) = tokio::io::duplex(1 << 16);
    let mut mended = Mended::new(socket, Targets::default(), PATIENCE);
    assert!(mended.is_write_vectored());
    let parts = [
        std::io::IoSlice::new(b"head"),
        std::io::IoSlice::new(b"body"),
    ];
    assert_eq!(mended.write_vectored(&parts).await.unwrap(), 8);
    drop(mended);
    let mut all = String::new();
    client.read_to_string(&mut all).await.unwrap();
    assert_eq!(all, "headbody");
}
