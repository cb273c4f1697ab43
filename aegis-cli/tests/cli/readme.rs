//! The README's tour, command by command, in a temporary home.

use std::fs;
use std::path::Path;

use crate::sandbox::Sandbox;
