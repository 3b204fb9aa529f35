//! A sweep, natively and on every core: a measure of each network along one or two fields of a Config, as CSV. Each
//! cell is bit for bit the run that `replay` makes of its link.

mod common;

use std::io::{self, Write};
use std::process::ExitCode;

use common::{Options, Source, count, listed, value, written};
use initscope::Error;
use initscope::checksum;
use initscope::config::{Config, MAX_LINK_STEP};
use initscope::dataset::Dataset;
use initscope::sweep::{AxisField, Cell, Grid, Measure, cell_config};
use lexopt::prelude::*;
use rayon::prelude::*;

const USAGE: &str = "\
Usage: sweep --x FIELD=VALUES [--y FIELD=VALUES] [--preset NAME | --link '#…'] [--text FILE]
             [--measure NAME] [--steps N] [--commands]

Trains one network after another along one or two fields, and prints CSV: the fields, the measure, whether the network
is healthy, the checksum, the link that replays it, and why a cell is invalid. docs/sweeps.md describes each.

  --x FIELD=VALUES  w, out, depth, width, lr, batch, seed or norm; w=0.01..10*24 are 24 values by equal factors,
                    depth=1..10*10 ten by equal steps, :lin or :log after it overrides that; norm=none,batch is a list
  --y FIELD=VALUES  a second axis
  --preset NAME     where all other fields come from (default: naive)
  --link '#…'       the same, by a link of the page
  --text FILE       one item a line (default: the link's text, else the built-in names)
  --measure NAME    first_loss (the default), saturated, dead, gradient_ratio or val
  --steps N         after how many steps (default: the link's step, else 0)
  --commands        trains nothing: prints the command of `replay` for each cell

Uses as many threads as there are cores, or RAYON_NUM_THREADS of them.";

struct Arguments {
    source: Source,
    /// The value of `--text`.
    path: Option<String>,
    grid: Grid,
    measure: Measure,
    steps: u64,
    commands: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("sweep: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let Some(arguments) = arguments()? else {
        println!("{USAGE}");
        return Ok(());
    };
    let lines = if arguments.commands { commands(&arguments) } else { csv(&arguments)? };
    written(lines.iter().try_for_each(|line| writeln!(io::stdout(), "{line}")))
}

/// `None` if help was requested.
fn arguments() -> Result<Option<Arguments>, String> {
    let mut options = Options::default();
    let (mut path, mut measure, mut steps, mut commands) = (None, None, None, false);
    let [mut x, mut y] = [None, None];
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Long("x") => x = Some(value(&mut parser)?),
            Long("y") => y = Some(value(&mut parser)?),
            Long("preset") => options.preset(&mut parser)?,
            Long("link") => options.fragment(&mut parser)?,
            Long("text") => path = Some(options.text(&mut parser)?),
            Long("measure") => {
                measure = Some(value(&mut parser)?.parse().map_err(|error: Error| format!("--{error}"))?);
            }
            Long("steps") => steps = Some(count(&mut parser, "--steps", [0, MAX_LINK_STEP])?),
            Long("commands") => commands = true,
            Short('h') | Long("help") => return Ok(None),
            other => return Err(format!("{}\n\n{USAGE}", other.unexpected())),
        }
    }
    if commands && measure.is_some() {
        return Err(
            "--commands measures nothing: `replay --json` prints every measure, so it comes without --measure".into()
        );
    }
    let measure = measure.unwrap_or(Measure::FirstLoss);
    let source = options.source()?;
    let x = x.ok_or_else(|| format!("--x is missing\n\n{USAGE}"))?;
    let grid = Grid::parse(&source.link.config, &x, &y.unwrap_or_default()).map_err(listed)?;
    let steps = steps.or(source.link.step).unwrap_or(0);
    Ok(Some(Arguments { source, path, grid, measure, steps, commands }))
}

/// One command per line; an invalid cell is reported on stderr.
fn commands(arguments: &Arguments) -> Vec<String> {
    let Arguments { source, path, grid, steps, .. } = arguments;
    let text = path.as_ref().map_or(String::new(), |path| format!(" --text {}", quoted(path)));
    let command = |values: Vec<(AxisField, &str)>| match cell_config(&source.link.config, &values) {
        Ok(config) => Some(format!("replay --json --link {}{text}", quoted(&source.link(config, *steps, None)))),
        Err(errors) => {
            let cell: Vec<String> = values.iter().map(|(field, value)| format!("{field}={value}")).collect();
            eprintln!("sweep: left out {}: {}", cell.join(" "), listed(errors));
            None
        }
    };
    grid.cells().filter_map(command).collect()
}

/// As one word of a shell command.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The header, and a line for each cell in the order of the grid, regardless of threads.
fn csv(arguments: &Arguments) -> Result<Vec<String>, String> {
    let Arguments { source, grid, measure, .. } = arguments;
    let text = Dataset::parse(&source.text).map_err(|error| error.to_string())?;
    let fields = [Some(&grid.x), grid.y.as_ref()].into_iter().flatten().map(|axis| axis.field.name());
    let header: Vec<&str> = fields.chain([measure.name(), "healthy", "checksum", "link", "error"]).collect();
    let cells: Vec<_> = grid.cells().collect();
    let rows = cells.par_iter().map(|values| {
        let found = cell_config(&source.link.config, values).and_then(|config| cell(arguments, &text, config));
        let figures = found
            .unwrap_or_else(|errors| [String::new(), String::new(), String::new(), String::new(), errors.to_string()]);
        let words = values.iter().map(|(_, value)| (*value).to_owned()).chain(figures);
        words.map(|word| field(&word)).collect::<Vec<_>>().join(",")
    });
    Ok([header.join(",")].into_iter().chain(rows.collect::<Vec<_>>()).collect())
}

/// The columns after a cell's values.
fn cell(arguments: &Arguments, text: &Dataset, config: Config) -> Result<[String; 5], initscope::Errors> {
    let Arguments { source, measure, steps, .. } = arguments;
    let found = Cell::new(text, config.clone(), *measure, *steps)?.finish(text);
    let link = source.link(config, *steps, Some(found.checksum));
    // The shortest digits that are read back as the same f32.
    Ok([found.value.to_string(), found.healthy.to_string(), checksum::print(found.checksum), link, String::new()])
}

/// A field of CSV, in quotes if necessary (RFC 4180).
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
