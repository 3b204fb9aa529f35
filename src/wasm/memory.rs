//! Tells a trap for want of memory from any other: Rust ends both alike, and the page has something to say of the one.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, Ordering};

use wasm_bindgen::prelude::*;

static RAN_OUT: AtomicBool = AtomicBool::new(false);

/// The system's allocator, which remembers whether it once had nothing to give.
struct Watched;

#[global_allocator]
static ALLOCATOR: Watched = Watched;

/// What came of a request; null is nothing.
fn noted(memory: *mut u8) -> *mut u8 {
    if memory.is_null() {
        RAN_OUT.store(true, Ordering::Relaxed);
    }
    memory
}

// SAFETY: each call is the system's own, with the caller's own arguments. Inlined wherever something is allocated, they
// would make the module larger by a tenth of what it is.
unsafe impl GlobalAlloc for Watched {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to what this function asks of it, which is what that one asks.
        noted(unsafe { System.alloc(layout) })
    }

    #[inline(never)]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        noted(unsafe { System.alloc_zeroed(layout) })
    }

    #[inline(never)]
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above.
        noted(unsafe { System.realloc(memory, layout, size) })
    }

    #[inline(never)]
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Whether a trap was for want of memory. Of an instance that has trapped, nothing else can be asked.
#[wasm_bindgen]
pub fn ran_out_of_memory() -> bool {
    RAN_OUT.load(Ordering::Relaxed)
}
