#include "core/serve/multipart.h"

#include "core/serve/serve_text.h"

namespace creel {

namespace {

constexpr qsizetype maxHeadBytes = 8 * 1024; // of one part

/// The value of `; name=value` or `; name="value"` in a header; empty without it.
QByteArray parameter(QByteArrayView header, const char* name)
{
    const QByteArray wanted(name);
    header = header.trimmed(); // so that only the front of what is left is ever trimmed
    qsizetype at = header.indexOf(';');
    while (at >= 0) {
        QByteArrayView rest = header.sliced(at + 1).trimmed();
        const qsizetype equals = rest.indexOf('=');
        if (equals < 0)
            return {};
        const bool isWanted = rest.first(equals).trimmed().compare(wanted, Qt::CaseInsensitive) == 0;
        rest = rest.sliced(equals + 1);
        QByteArray value;
        qsizetype used = 0;
        if (rest.startsWith('"')) {
            for (used = 1; used < rest.size() && rest[used] != '"'; ++used) {
                if (rest[used] == '\\' && used + 1 < rest.size())
                    ++used;
                value += rest[used];
            }
        } else {
            used = rest.indexOf(';');
            value = (used < 0 ? rest : rest.first(used)).trimmed().toByteArray();
        }
        if (isWanted)
            return value;
        const qsizetype next = used < 0 ? -1 : rest.sliced(used).indexOf(';');
        at = next < 0 ? -1 : header.size() - rest.size() + used + next;
    }
    return {};
}

bool hasParameter(QByteArrayView header, const char* name)
{
    return header.toByteArray().toLower().contains(QByteArray(name) + '=');
}

Error broken(const QString& text)
{
    return {ErrorCode::BadInput, text};
}

FormPart partOf(QByteArrayView head, QByteArrayView content)
{
    FormPart part;
    part.content = content;
    while (!head.isEmpty()) {
        const qsizetype end = head.indexOf("\r\n");
        const QByteArrayView line = end < 0 ? head : head.first(end);
        head = end < 0 ? QByteArrayView() : head.sliced(end + 2);
        const qsizetype colon = line.indexOf(':');
        if (colon < 0)
            continue;
        const QByteArray name = line.first(colon).trimmed().toByteArray().toLower();
        const QByteArrayView value = line.sliced(colon + 1).trimmed();
        if (name == "content-disposition") {
            part.name = parameter(value, "name");
            part.isFile = hasParameter(value, "filename") || hasParameter(value, "filename*");
        } else if (name == "content-type") {
            part.contentType = value.toByteArray().toLower();
        }
    }
    return part;
}

} // namespace

Result<std::vector<FormPart>> parseForm(const QByteArray& contentType, QByteArrayView body, int maxParts)
{
    const QByteArray boundary = parameter(contentType, "boundary");
    if (boundary.isEmpty() || boundary.size() > 200)
        return tl::unexpected(broken(ServeText::tr("The form's boundary is missing.")));
    const QByteArray delimiter = "\r\n--" + boundary;
    // The first delimiter may stand at the very start, without a line's end before it.
    qsizetype at = 0;
    if (body.startsWith(QByteArrayView(delimiter).sliced(2))) {
        at = delimiter.size() - 2;
    } else {
        at = body.indexOf(delimiter);
        if (at < 0)
            return tl::unexpected(broken(ServeText::tr("The form does not begin with its boundary.")));
        at += delimiter.size();
    }
    std::vector<FormPart> parts;
    for (;;) {
        const QByteArrayView rest = body.sliced(at);
        if (rest.startsWith("--"))
            return parts;
        if (!rest.startsWith("\r\n"))
            return tl::unexpected(broken(ServeText::tr("A boundary of the form is damaged.")));
        if (int(parts.size()) == maxParts)
            return tl::unexpected(broken(ServeText::tr("The form has more than %1 parts.").arg(maxParts)));
        const qsizetype headEnd = rest.first(std::min(rest.size(), maxHeadBytes)).indexOf("\r\n\r\n");
        if (headEnd < 0)
            return tl::unexpected(broken(ServeText::tr("A part of the form has no end of its headers.")));
        const qsizetype contentStart = headEnd + 4;
        // An empty part's delimiter begins with the line's end that closes its headers.
        const qsizetype contentEnd = rest.indexOf(delimiter, headEnd + 2);
        if (contentEnd < 0)
            return tl::unexpected(broken(ServeText::tr("The form ends in the middle of a part.")));
        const QByteArrayView head = headEnd > 2 ? rest.sliced(2, headEnd - 2) : QByteArrayView();
        parts.push_back(
            partOf(head, rest.sliced(contentStart, std::max<qsizetype>(0, contentEnd - contentStart))));
        at += contentEnd + delimiter.size();
    }
}

} // namespace creel
