//! Linux: the `membarrier` system call, since 4.14. A sandbox may refuse it.
#![allow(unsafe_code)]

/// `MEMBARRIER_CMD_PRIVATE_EXPEDITED`
const BARRIER: libc::c_int = 1 << 3;
/// `MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED`
const REGISTER: libc::c_int = 1 << 4;

/// Asks for barriers in the threads of this process; false if the system has none.
pub(super) fn register() -> bool {
    membarrier(REGISTER) == 0
}

/// Every thread of the process that runs passes a full fence before this returns; one that does not
/// run passes one before it runs again.
pub(super) fn barrier() {
    let result = membarrier(BARRIER);
    // After a registration that succeeded, the call can fail only if the process was put into a
    // sandbox since. The light side has no fence then, so going on would break every lock.
    assert!(result == 0, "membarrier was allowed when the process started, and is not any more");
}

fn membarrier(command: libc::c_int) -> libc::c_long {
    let (flags, cpu): (libc::c_uint, libc::c_int) = (0, 0);
    // SAFETY: the call takes three integers and touches no memory of ours.
    unsafe { libc::syscall(libc::SYS_membarrier, command, flags, cpu) }
}
