//! From the islands of `app` to a module that a browser loads.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use anyhow::{Context as _, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    place,
    process::{Run as _, cargo},
    site::hash,
    tools::{self, WasmOpt},
};

/// The target of everything a browser runs.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How the module is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quickly.
    Development,
    /// Small.
    Release,
}

impl Profile {
    const fn name(self) -> &'static str {
        match self {
            Self::Development => "dev",
            Self::Release => "wasm-release",
        }
    }

    const fn folder(self) -> &'static str {
        match self {
            Self::Development => "debug",
            Self::Release => "wasm-release",
        }
    }
}

/// The module and the script that loads it.
pub(crate) struct Module {
    /// The WASM itself.
    pub(crate) wasm: Vec<u8>,
    /// Its functions for JavaScript.
    pub(crate) script: String,
}

/// The command that compiles `frontend`.
pub(crate) fn compiler(profile: Profile) -> Command {
    cargo([
        "build",
        "--package",
        "frontend",
        "--lib",
        "--target",
        TARGET,
        "--profile",
        profile.name(),
    ])
}

/// Makes the module from what [`compiler`] built, or takes the last one when that is the same.
///
/// # Errors
/// When the compiled file is missing or one of the two tools refuses it.
pub(crate) fn module(profile: Profile) -> Result<Module> {
    let input = place::target()
        .join(TARGET)
        .join(profile.folder())
        .join("frontend.wasm");
    let compiled = fs::read(&input).with_context(|| format!("{} cannot be read", input.display()))?;
    let shrink = match profile {
        Profile::Development => None,
        Profile::Release => tools::wasm_opt(),
    };
    let cache = Cache::new(profile, &compiled, shrink.as_ref());
    if let Some(module) = cache.read() {
        return Ok(module);
    }
    let mut module = bind(profile, &input)?;
    if let Some(shrink) = shrink {
        module.wasm = shrunk(&shrink, module.wasm)?;
    }
    cache.write(&module)?;
    Ok(module)
}

fn bind(profile: Profile, input: &std::path::Path) -> Result<Module> {
    let mut output = Bindgen::new()
        .input_path(input)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(true)
        .generate_output()?;
    let alone = output.snippets().values().all(Vec::is_empty) && output.local_modules().is_empty();
    ensure!(
        alone,
        "a crate brings JavaScript files of its own, which the web build does not carry"
    );
    let mut names = Names::default();
    let module = output.wasm_mut();
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| export.name.contains(&UNUSED.to_lowercase()))
        .map(|export| export.id())
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
    for import in module.imports.iter_mut() {
        import.name = names.short(&import.name);
    }
    for export in module.exports.iter_mut() {
        export.name = names.short(&export.name);
    }
    let wasm = module.emit_wasm();
    let script = without_unused(output.js());
    ensure!(
        !script.contains(UNUSED),
        "an island hands streams to JavaScript: they are used"
    );
    Ok(Module {
        wasm,
        script: names.shortened(&without_indentation(&script)),
    })
}

/// Classes for streams that JavaScript reads out of Rust. A crate brings them along for whoever does that; exports keep
/// all that is behind them in the module.
const UNUSED: &str = "IntoUnderlying";

/// The script without the classes that nothing uses, and what is said of them at its top level.
fn without_unused(script: &str) -> String {
    let mut kept = Vec::new();
    let mut lines = script.lines();
    // Not all that is generated inside of a class is indented: it ends where its braces do.
    let mut depth = 0;
    while let Some(line) = lines.next() {
        let top = depth == 0;
        depth += line.matches('{').count();
        depth -= line.matches('}').count().min(depth);
        if !(top && line.contains(UNUSED)) {
            kept.push(line);
        } else if depth > 0 {
            lines.by_ref().find(|line| {
                depth += line.matches('{').count();
                depth -= line.matches('}').count().min(depth);
                depth == 0
            });
        } else if !line.ends_with(';') {
            lines.by_ref().find(|line| line.ends_with(';'));
        }
    }
    kept.join("\n")
}

/// Names that the module and its script know each other's functions by. The generated ones end in hashes, which nothing
/// compresses: sixteen random digits each, in both files.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    /// The name in place of a generated one; any other stays: `memory`, and those of islands, which pages write.
    fn short(&mut self, name: &str) -> String {
        let hash = |part: &str| {
            let digits = part.strip_prefix('h').unwrap_or(part);
            digits.len() == 16 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        };
        let generated = name.starts_with("__wbg_") || name.starts_with("wasm_bindgen_");
        if !(generated && name.split('_').any(hash)) {
            return name.to_owned();
        }
        let next = format!("_{}", self.0.len());
        self.0.entry(name.to_owned()).or_insert(next).clone()
    }

    /// The script with the same names. Whole words only: one name may begin another.
    fn shortened(&self, script: &str) -> String {
        let mut short = String::with_capacity(script.len());
        let mut rest = script;
        while let Some(begin) = rest.find(is_of_name) {
            let (before, word) = rest.split_at(begin);
            let end = word.find(|c| !is_of_name(c)).unwrap_or(word.len());
            let (word, after) = word.split_at(end);
            short.push_str(before);
            short.push_str(self.0.get(word).map_or(word, String::as_str));
            rest = after;
        }
        short.push_str(rest);
        short
    }
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$')
}

/// Comments and indentation of a script serve nobody who downloads it.
pub(crate) fn without_indentation(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let kept = lines
        .filter(|line| !(line.is_empty() || line.starts_with("//") || line.starts_with('*') || line.starts_with("/*")));
    kept.collect::<Vec<_>>().join("\n")
}

/// For size, again and again until nothing more is won; no browser asks which features the compiler took for granted.
const SMALL: [&str; 3] = ["-Oz", "--converge", "--strip-target-features"];

fn shrunk(tool: &WasmOpt, wasm: Vec<u8>) -> Result<Vec<u8>> {
    let folder = place::target().join("web");
    let (before, after) = (folder.join("before.wasm"), folder.join("after.wasm"));
    fs::create_dir_all(&folder)?;
    fs::write(&before, wasm)?;
    // What the compiler takes for granted in every browser; nothing newer.
    let features = [
        "bulk-memory",
        "multivalue",
        "mutable-globals",
        "nontrapping-float-to-int",
        "reference-types",
        "sign-ext",
    ];
    let mut command = Command::new(&tool.path);
    command
        .args(SMALL)
        .args(features.map(|feature| format!("--enable-{feature}")))
        .arg(&before)
        .arg("-o")
        .arg(&after);
    command.capture()?;
    Ok(fs::read(after)?)
}

/// The last module made, with what it was made from.
struct Cache {
    folder: PathBuf,
    key: String,
}

impl Cache {
    fn new(profile: Profile, compiled: &[u8], shrink: Option<&WasmOpt>) -> Self {
        let tool = shrink.map_or_else(|| "none".to_owned(), |tool| tool.version.to_string());
        Self {
            folder: place::target().join("web").join(profile.folder()),
            key: format!(
                "{} short names, no streams, wasm-opt {tool} {}",
                hash(compiled),
                SMALL.join(" ")
            ),
        }
    }

    fn read(&self) -> Option<Module> {
        let key = fs::read_to_string(self.folder.join("key")).ok()?;
        if key != self.key {
            return None;
        }
        let wasm = fs::read(self.folder.join("countersign.wasm")).ok()?;
        let script = fs::read_to_string(self.folder.join("countersign.js")).ok()?;
        Some(Module { wasm, script })
    }

    fn write(&self, module: &Module) -> Result<()> {
        fs::create_dir_all(&self.folder)?;
        fs::write(self.folder.join("countersign.wasm"), &module.wasm)?;
        fs::write(self.folder.join("countersign.js"), &module.script)?;
        Ok(fs::write(self.folder.join("key"), &self.key)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_that_nothing_uses_are_left_out() {
        let script = "export class IntoUnderlyingSink {\n    free() {\n    }\n\nabort() {\n}\n}\n\
            if (Symbol.dispose) IntoUnderlyingSink.prototype.free;\nexport function hydrate() {\n    wasm.hydrate();\n}\n\
            const IntoUnderlyingSinkFinalization = (typeof Registry === 'undefined')\n    ? none\n    : new Registry();\nlast;";
        let kept = "export function hydrate() {\n    wasm.hydrate();\n}\nlast;";
        assert_eq!(without_unused(script), kept);
    }

    #[test]
    fn generated_names_are_short_in_both_files_and_others_stay() {
        let mut names = Names::default();
        let (closure, click) = (
            "wasm_bindgen__invoke__h3d7d7de90b0422c6",
            "__wbg_click_6a82629b3d430a48",
        );
        let longer = format!("{closure}_20");
        assert_eq!(names.short(click), "_0");
        assert_eq!(names.short(closure), "_1");
        assert_eq!(names.short(&longer), "_2");
        assert_eq!(names.short(click), "_0", "the same function of two modules");
        for stays in ["memory", "hydrate", "__wbindgen_externrefs", "Keys_1461290887374229"] {
            assert_eq!(names.short(stays), stays);
        }
        let script = format!("{click}: () => wasm.{closure}(a, wasm.{longer}),\nwasm.memory; // end");
        let expected = "_0: () => wasm._1(a, wasm._2),\nwasm.memory; // end";
        assert_eq!(names.shortened(&script), expected);
    }
}
