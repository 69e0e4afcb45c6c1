use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// The CPU that processes used, in their own code and in the kernel for them, in milliseconds since they started.
pub struct Cpu(System);

impl Cpu {
    pub fn new() -> Self {
        Self(System::new())
    }

    /// Of one process, all its threads together.
    pub fn of(&mut self, pid: u32) -> u64 {
        self.look();
        self.0.process(Pid::from_u32(pid)).map_or(0, sysinfo::Process::accumulated_cpu_time)
    }

    /// Of a process and all that descend from it: PostgreSQL has one for each connection.
    pub fn of_tree(&mut self, root: u32) -> u64 {
        self.look();
        let root = Pid::from_u32(root);
        let members = self.0.processes().values().filter(|process| self.descends(process.pid(), root));
        members.map(sysinfo::Process::accumulated_cpu_time).sum()
    }

    fn look(&mut self) {
        let cpu = ProcessRefreshKind::nothing().with_cpu().without_tasks();
        self.0.refresh_processes_specifics(ProcessesToUpdate::All, true, cpu);
    }

    fn descends(&self, pid: Pid, root: Pid) -> bool {
        let parent = |pid: &Pid| self.0.process(*pid).and_then(sysinfo::Process::parent);
        std::iter::successors(Some(pid), parent).any(|ancestor| ancestor == root)
    }
}
