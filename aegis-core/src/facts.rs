//! What core cannot know by itself: the caller looks it up.

/// Facts about the machine at the time of a call.
#[derive(Clone, Copy)]
pub struct Facts<'f> {
    /// The user's home directory.
    pub home: Option<&'f str>,
    /// Root of the repository that the call is in.
    pub repo: Option<&'f str>,
    /// Files and folders that belong to aegis: configuration, database, binary. Absolute paths. Looked at for what
    /// is written or deleted only, so that a caller may put off looking them up.
    pub own_paths: &'f dyn AsRef<[String]>,
    /// Whether the file system treats `A` and `a` as one.
    pub ignores_case: bool,
    /// The path behind symlinks of the existing part of an absolute path; `None` if nothing is known.
    pub real_path: &'f dyn Fn(&str) -> Option<String>,
    /// Content of a script file that a command line would run; `None` if it cannot be read or is too large.
    pub read_file: &'f dyn Fn(&str) -> Option<String>,
}

impl Default for Facts<'_> {
    /// Nothing is known and nothing can be looked up.
    fn default() -> Self {
        Facts {
            home: None,
            repo: None,
            own_paths: &[],
            ignores_case: false,
            real_path: &|_| None,
            read_file: &|_| None,
        }
    }
}
