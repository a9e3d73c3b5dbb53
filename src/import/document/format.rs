//! How a piece of text looks.

/// How a piece of text looks: any of several formats at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Format(u16);

impl Format {
    /// Important.
    pub const STRONG: Self = Self(1);
    /// Emphasized.
    pub const EMPHASIS: Self = Self(2);
    /// Struck out.
    pub const STRUCK: Self = Self(4);
    /// Underlined.
    pub const UNDERLINED: Self = Self(8);
    /// Highlighted.
    pub const MARKED: Self = Self(16);
    /// Above the line.
    pub const SUP: Self = Self(32);
    /// Below the line.
    pub const SUB: Self = Self(64);
    /// Code.
    pub const CODE: Self = Self(128);

    /// Whether another format is part of this.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// This and another format.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This without another format.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}
