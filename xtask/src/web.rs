//! The web build: every file a browser downloads, in `target/site`.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::{
    css, place,
    process::Run as _,
    site::{Effort, Site},
    steps::{Note, Step},
    tools, wasm,
    wasm::Profile,
};

/// The steps of the web build for people.
pub(crate) const fn steps<C>() -> [Step<C>; 2] {
    [
        Step::new("compile the islands", |_| compile()),
        Step::new("web files", |_| files()).after(&["compile the islands"]),
    ]
}

fn compile() -> Result<Note> {
    tools::wasm_target()?;
    wasm::compiler(Profile::Release).stream()?;
    Ok(None)
}

fn files() -> Result<Note> {
    let mut site = Site::open(Effort::Compressed)?;
    islands(&mut site, Profile::Release)?;
    style(&mut site)?;
    plain(&mut site)?;
    site.finish()?;
    let kilobytes = |names: &[&str]| -> Result<f64> {
        let bytes = names.iter().map(|name| site.transferred(name)).sum::<Result<u64>>()?;
        Ok(f64::from(u32::try_from(bytes)?) / 1000.0)
    };
    let (islands, style) = (kilobytes(&["script", "module", "wasm"])?, kilobytes(&["style"])?);
    let tool = if tools::wasm_opt().is_some() {
        ""
    } else {
        " without wasm-opt"
    };
    Ok(Some(format!(
        "islands {islands:.1} kB{tool}, style {style:.1} kB (brotli)"
    )))
}

/// The WASM module, the script that loads it and the script that pages name.
pub(crate) fn islands(site: &mut Site, profile: Profile) -> Result<()> {
    let module = wasm::module(profile)?;
    let wasm = site.place("wasm", "countersign", "wasm", &module.wasm)?;
    let script = site.place("module", "countersign", "js", module.script.as_bytes())?;
    let mut loader = wasm::without_indentation(&read("frontend/loader.js")?);
    for (plain, hashed) in [("./countersign.wasm", wasm), ("./countersign.js", script)] {
        ensure!(loader.contains(plain), "frontend/loader.js does not name {plain}");
        loader = loader.replace(plain, &format!("./{hashed}"));
    }
    if profile == Profile::Development {
        loader.push('\n');
        loader.push_str(&read("frontend/reload.js")?);
    }
    site.place("script", "loader", "js", loader.as_bytes())?;
    Ok(())
}

/// The stylesheet.
pub(crate) fn style(site: &mut Site) -> Result<()> {
    site.place("style", "countersign", "css", css::bundle()?.as_bytes())?;
    Ok(())
}

/// The files of `public/`.
pub(crate) fn plain(site: &mut Site) -> Result<()> {
    site.place("favicon", "favicon", "svg", read("public/favicon.svg")?.as_bytes())?;
    site.place("icons", "icons", "svg", read("public/icons.svg")?.as_bytes())?;
    site.write("robots.txt", read("public/robots.txt")?.as_bytes())
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(place::root().join(path)).with_context(|| format!("{path} cannot be read"))
}
