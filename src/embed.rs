//! Build script: files that the binary embeds are watched, so that an added one is seen.

#![allow(clippy::print_stdout, reason = "build scripts speak to cargo on standard output")]

fn main() {
    println!("cargo::rerun-if-changed=themes/default");
    println!("cargo::rerun-if-changed=guide/content/problems");
}
