//! Distinguishes a trap for lack of memory from any other, for the page's message: Rust ends both in the same way.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, Ordering};

use wasm_bindgen::prelude::*;

static RAN_OUT: AtomicBool = AtomicBool::new(false);

/// The system's allocator, which records whether an allocation ever failed.
struct Watched;

#[global_allocator]
static ALLOCATOR: Watched = Watched;

/// Records a failed request, whose result is null.
fn recorded(memory: *mut u8) -> *mut u8 {
    if memory.is_null() {
        RAN_OUT.store(true, Ordering::Relaxed);
    }
    memory
}

// SAFETY: each call goes to the system's allocator with the caller's arguments. Not inlined, since that would make the
// module larger by a tenth.
unsafe impl GlobalAlloc for Watched {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller meets the requirements of this function, which are those of the system's.
        recorded(unsafe { System.alloc(layout) })
    }

    #[inline(never)]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        recorded(unsafe { System.alloc_zeroed(layout) })
    }

    #[inline(never)]
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above.
        recorded(unsafe { System.realloc(memory, layout, size) })
    }

    #[inline(never)]
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Whether a trap was for lack of memory. Nothing else of an instance may be called after a trap.
#[wasm_bindgen]
pub fn ran_out_of_memory() -> bool {
    RAN_OUT.load(Ordering::Relaxed)
}
