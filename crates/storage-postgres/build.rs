//! Migrations are embedded and the statements are another crate's files: changing either must rebuild.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/postgres");
    println!("cargo:rerun-if-changed=../storage-sqlite/src/repo");
}
