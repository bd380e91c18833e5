//! The HTML of an email: for now its text as paragraphs and line breaks, with links to click.

use super::marked::{Piece, address, pieces};

/// Turns a rendered body into paragraphs. Everything is escaped, what was written as well as values; only web
/// addresses a marketer wrote become links. A value stays within its line.
pub(super) fn html(marked: &str) -> String {
    let mut page = Page { html: String::with_capacity(marked.len() + marked.len() / 4 + 16), breaks: 0 };
    pieces(marked, |piece| match piece {
        Piece::Written(run) => page.written(run),
        Piece::Value(run) => page.inline(run),
        Piece::Link(parts) => {
            let mut shown = String::new();
            shown.extend(parts.iter().map(|part| part.text));
            let mut followed = String::new();
            address(parts, &mut followed);
            page.open();
            page.html.push_str("<a href=\"");
            escape(&followed, &mut page.html);
            page.html.push_str("\">");
            escape(&shown, &mut page.html);
            page.html.push_str("</a>");
        }
    });
    if !page.html.is_empty() {
        page.html.push_str("</p>");
    }
    page.html
}

struct Page {
    html: String,
    /// Line ends since the last thing that can be seen.
    breaks: usize,
}

impl Page {
    fn written(&mut self, run: &str) {
        for (index, line) in run.split('\n').enumerate() {
            self.breaks += usize::from(index > 0);
            // Blanks at the start of a line show nothing; a line of them only parts paragraphs.
            let line = if self.breaks > 0 || self.html.is_empty() { line.trim_start() } else { line };
            if !line.is_empty() {
                self.inline(line);
            }
        }
    }

    fn inline(&mut self, text: &str) {
        self.open();
        escape(text, &mut self.html);
    }

    /// Writes the line break or the paragraph that is due.
    fn open(&mut self) {
        match (self.html.is_empty(), self.breaks) {
            (true, _) => self.html.push_str("<p>"),
            (false, 0) => {}
            (false, 1) => self.html.push_str("<br>\n"),
            (false, _) => self.html.push_str("</p>\n<p>"),
        }
        self.breaks = 0;
    }
}

/// Writes text so that HTML shows it, in content and in quoted attributes.
fn escape(text: &str, to: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        to.push_str(&rest[..at]);
        to.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    to.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::presentable::{CLOSE, OPEN};

    fn of(written: &str) -> String {
        html(&written.replace('[', &OPEN.to_string()).replace(']', &CLOSE.to_string()))
    }

    #[test]
    fn blank_lines_part_paragraphs_and_line_ends_break_lines() {
        assert_eq!(
            of("\n Hi [Ana],\n\nnew beans\n  are in. \n \n\nBye\n"),
            "<p>Hi Ana,</p>\n<p>new beans<br>\nare in. </p>\n<p>Bye</p>"
        );
        assert_eq!(of("[Ana]\n[Bo]"), "<p>Ana<br>\nBo</p>");
        assert_eq!(of(" \n"), "");
    }

    #[test]
    fn everything_is_escaped() {
        assert_eq!(
            of("<b>1 & 2</b> [<script>alert(\"x\")</script>]"),
            "<p>&lt;b&gt;1 &amp; 2&lt;/b&gt; &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</p>"
        );
        assert_eq!(
            of("https://a.b/?c=1&d=[\"><b>'] x"),
            "<p><a href=\"https://a.b/?c=1&amp;d=%22%3E%3Cb%3E%27\">https://a.b/?c=1&amp;d=&quot;&gt;&lt;b&gt;&#39;</a> x</p>"
        );
    }
}
