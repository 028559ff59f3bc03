#pragma once

#include "core/catalog/box_store.h"
#include "core/catalog/label_store.h"
#include "core/catalog/review_store.h"

#include <variant>

namespace creel {

/// Gives photos a label, which accepts them.
struct SetLabel
{
    QList<PhotoId> photos;
    LabelId label;
};

/// Accepts photos with the label they have; what a folder claimed becomes the person's word.
struct Accept
{
    QList<PhotoId> photos;
};

struct Reject
{
    QList<PhotoId> photos;
    RejectReason reason = RejectReason::Other;
};

/// Back to unreviewed: takes a person's decision and label away; the folder's claim and the note stay.
struct ClearReview
{
    QList<PhotoId> photos;
};

struct SetNote
{
    PhotoId photo;
    QString note;
};

/// Photos' decisions and notes as they are to be, in one step, each photo once. A decision that is the same
/// as before keeps its time; others have the time given, or now where that is 0. For imports.
struct SetReviews
{
    QList<std::pair<PhotoId, Review>> reviews;
    QString summary = {}; ///< for the journal; one is made where it is empty
};

struct AddLabel
{
    QString name;
};

/// Renames, recolours, describes, gives a digit (taking it from the label that had it): the row as it is to
/// be.
struct ChangeLabel
{
    Label label;
};

/// All living labels in their new order.
struct ReorderLabels
{
    QList<LabelId> order;
};

/// `from`'s photos count as `into` from now on; history keeps the old name.
struct MergeLabels
{
    LabelId from;
    LabelId into;
};

/// Only for a label that nothing uses.
struct RemoveLabel
{
    LabelId label;
};

/// Puts boxes on photos; their ids are ignored. What lies outside the photo is cut off; a box of which
/// nothing is left is refused (BadInput).
struct AddBoxes
{
    QList<Box> boxes;
};

/// Boxes as they are to be, by id; they stay on their photo. A model's or an import's box whose place or
/// label a person changed is that person's from then on, without a score.
struct ChangeBoxes
{
    QList<Box> boxes;
};

/// Gives boxes, on whatever photos, a label. They are the person's from then on, without a score. Those that
/// are no longer there are passed over.
struct LabelBoxes
{
    QList<BoxId> boxes;
    LabelId label;
};

/// Takes a model's or an import's boxes over as they are: they are the person's from then on, without a
/// score.
struct AcceptBoxes
{
    QList<BoxId> boxes;
};

/// Whether boxes, on whatever photos, are difficult, truncated or occluded (&Box::difficult, …). Who drew
/// them stays as it is. Those that are no longer there are passed over.
struct MarkBoxes
{
    QList<BoxId> boxes;
    bool Box::*attribute = nullptr;
    bool isOn = true;
};

struct RemoveBoxes
{
    QList<BoxId> boxes;
};

/// Says that the photos' boxes are complete and right (none at all: "no object here"), or takes that back.
struct SetBoxesVerified
{
    QList<PhotoId> photos;
    bool verified = true;
};

/// All that is to be known of the objects on these photos, in one step: boxes with the id of one of the
/// photo's boxes become what is given (origin and score too), others are added, those not named are removed.
/// For imports and models.
struct SetPhotoBoxes
{
    QList<PhotoBoxes> photoBoxes;
    QString summary = {}; ///< for the journal; one is made where it is empty
};

/// Everything a person can do to the catalog. ReviewSession::apply() is the only door.
using Edit = std::variant<SetLabel, Accept, Reject, ClearReview, SetNote, SetReviews, AddLabel, ChangeLabel,
                          ReorderLabels, MergeLabels, RemoveLabel, AddBoxes, ChangeBoxes, LabelBoxes,
                          AcceptBoxes, MarkBoxes, RemoveBoxes, SetBoxesVerified, SetPhotoBoxes>;

/// What an edit, an undo or a redo did.
struct Applied
{
    EditId edit = {};              ///< none if nothing had to change
    bool isReversal = false;       ///< an undo or a redo
    QString summary = {};          ///< for a toast: "Accepted 3 photos"
    QList<PhotoId> photos = {};    ///< whose review changed
    QList<LabelId> labels = {};    ///< whose row changed
    QList<PhotoId> boxPhotos = {}; ///< whose boxes changed, or whether they are verified; each once
    QList<BoxId> boxes = {};       ///< which boxes; empty where the change was made elsewhere
};

} // namespace creel
