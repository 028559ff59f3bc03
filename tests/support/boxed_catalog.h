#pragma once

#include "core/catalog/box_store.h"
#include "core/review/edit.h"
#include "tests/support/byte_folder.h"

namespace creel::test {

/// Drawn photos of two species, even ones bass and odd ones trout, in a catalog: photo i lies in
/// in/bass/p0.jpg or in/trout/p1.jpg, is 120 x 80, and has one box of its species; every third has another
/// one.
class BoxedCatalog
{
public:
    explicit BoxedCatalog(int photos);

    QString path() const { return m_folder.file("pond.creel"); }
    BytePath folder(const QByteArray& name = {}) const { return m_folder.path(name); }
    QString file(const QByteArray& name) const { return m_folder.file(name); }
    BytePath original(int photo) const;
    PhotoId idOf(int photo) const;
    /// As the catalog has them.
    QList<Box> boxesOf(int photo) const;
    void apply(const Edit& edit) const;

private:
    ByteFolder m_folder;
};

} // namespace creel::test
