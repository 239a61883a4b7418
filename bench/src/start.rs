//! P10: from starting the process to its first answer, with a database that exists.

use std::time::Instant;

use hezong_testing::process::ServerProcess;

use crate::Effort;
use crate::measure::{Plain, Scratch, median, resident_mb};

pub(crate) async fn bench(effort: &Effort) {
    let scratch = Scratch::new("start");
    ServerProcess::demo(&effort.binary, &scratch.0, &[]).await.kill().await;
    let (mut times, mut idle) = (Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        let begun = Instant::now();
        let server = ServerProcess::demo(&effort.binary, &scratch.0, &[]).await;
        let mut plain = Plain::connect(server.address, "").await.expect("connects");
        let (status, _, _) = plain.send("GET", "/readyz", "").await.expect("answers");
        assert_eq!(status, 200);
        times.push(u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX));
        idle.push(resident_mb(server.id()));
        server.kill().await;
    }
    println!("| P10 start, existing database | {} ms | 120 ms | budget |", median(times));
    println!("| memory, idle | {} MB | 40 MB | budget |", median(idle));
}
